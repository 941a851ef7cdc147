using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>What holds for every trigger whatever it says.</summary>
public sealed class TriggerPropertyTests
{
    private const int Triggers = 250;
    private const int Probes = 20;

    private static readonly ClockGap?[] Gaps = [null, ClockGap.After, ClockGap.Shift, ClockGap.Skip];
    private static readonly ClockOverlap?[] Overlaps =
        [null, ClockOverlap.First, ClockOverlap.Second, ClockOverlap.Both];

    [Fact]
    public void Next_is_later_and_grows_with_its_question_and_last_undoes_it()
    {
        var random = RunSeed.For(300);
        for (var i = 0; i < Triggers; i++)
        {
            var trigger = Cron(random).Trigger;
            for (var probe = 0; probe < Probes; probe++)
            {
                var at = Instant(random);
                var later = at.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * (probe % 2 == 0 ? 1 : 900)));
                var (next, laterNext) = (trigger.Next(at), trigger.Next(later));
                var why = $"{RunSeed.Text}: '{trigger}' from {at:O} and {later:O}";
                Assert.True(next is null || next > at, why);
                Assert.True(laterNext is null || next <= laterNext, why);
                Assert.True(next is not null || laterNext is null, why);
                Assert.True(next is null || trigger.Last(next.Value) == next, why);
                var (last, laterLast) = (trigger.Last(at), trigger.Last(later));
                Assert.True(last is null || last <= at, why);
                Assert.True(last is null || last <= laterLast, why);
                Assert.True(last is null || trigger.Next(last.Value.AddTicks(-1)) == last, why);
                Assert.True(next is null || trigger.Last(next.Value.AddTicks(-1)) == last, why);
            }
        }
    }

    [Fact]
    public void Parts_of_a_second_make_no_difference_to_cron()
    {
        var random = RunSeed.For(301);
        for (var i = 0; i < Triggers; i++)
        {
            var trigger = Cron(random).Trigger;
            for (var probe = 0; probe < Probes; probe++)
            {
                var floor = Floor(probe % 2 == 0 ? Instant(random) : trigger.Next(Instant(random)) ?? Instant(random));
                var at = floor.AddTicks(random.NextInt64(TimeSpan.TicksPerSecond));
                Assert.True(trigger.Next(at) == trigger.Next(floor), $"{RunSeed.Text}: '{trigger}' after {at:O}");
                Assert.True(trigger.Last(at) == trigger.Last(floor), $"{RunSeed.Text}: '{trigger}' up to {at:O}");
            }
        }
    }

    [Fact]
    public void Triggers_joined_tick_when_any_of_them_does()
    {
        var random = RunSeed.For(302);
        for (var i = 0; i < Triggers; i++)
        {
            Trigger[] parts = [.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => Single(random))];
            var joined = When.Any(parts);
            for (var probe = 0; probe < Probes; probe++)
            {
                var at = Instant(random);
                Assert.True(
                    joined.Next(at) == parts.Min(part => part.Next(at)), $"{RunSeed.Text}: '{joined}' after {at:O}");
                Assert.True(
                    joined.Last(at) == parts.Max(part => part.Last(at)), $"{RunSeed.Text}: '{joined}' up to {at:O}");
            }
        }
    }

    [Fact]
    public void Exclusions_take_away_exactly_the_ticks_they_name()
    {
        var random = RunSeed.For(303);
        for (var i = 0; i < Triggers; i++)
        {
            var zone = Zone(random);
            var (excluded, cron) = Cron(random, zone);
            var dates = Enumerable.Range(0, 5).Select(_ => DateOnly.FromDateTime(Instant(random).Date)).ToHashSet();
            Trigger[] parts = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Single(random))];
            var trigger = new CompositeTrigger(
                parts, [new CronExclusion(excluded), new DateExclusion(dates, zone)]);
            for (var probe = 0; probe < Probes / 4; probe++)
            {
                var at = Instant(random);
                var (next, expected) = (trigger.Next(at), Walk(at, forward: true));
                if (expected is { } tick)
                    Assert.True(next == tick, $"{RunSeed.Text}: '{trigger}' after {at:O}: {next:O}, not {tick:O}");
                Assert.False(next is { } n && Names(n), $"{RunSeed.Text}: '{trigger}' after {at:O} leaks {next:O}");
                var (last, expectedLast) = (trigger.Last(at), Walk(at, forward: false));
                if (expectedLast is { } tock)
                    Assert.True(last == tock, $"{RunSeed.Text}: '{trigger}' up to {at:O}: {last:O}, not {tock:O}");
                Assert.False(last is { } l && Names(l), $"{RunSeed.Text}: '{trigger}' up to {at:O} leaks {last:O}");
            }

            bool Names(DateTimeOffset tick)
            {
                var local = TimeZoneInfo.ConvertTime(tick, zone).DateTime;
                var matches = cron.HasSeconds ? cron.Matches(local) : cron.MatchesMinute(local);
                return matches || excluded.Last(tick) == tick || dates.Contains(DateOnly.FromDateTime(local));
            }

            DateTimeOffset? Walk(DateTimeOffset at, bool forward)
            {
                for (var step = 0; step < 3_000; step++)
                {
                    var tick = forward ? parts.Min(part => part.Next(at)) : parts.Max(part => part.Last(at));
                    if (tick is null || !Names(tick.Value)) return tick;
                    at = forward ? tick.Value : tick.Value.AddTicks(-1);
                }

                return null;
            }
        }
    }

    [Theory]
    [InlineData("*/5 * * * *")]
    [InlineData("30 2 * * * in America/New_York")]
    [InlineData("30 2 * * * in America/New_York gap=after overlap=both")]
    [InlineData("30 2 * * * in America/New_York gap=shift")]
    [InlineData("30 2 * * * in America/New_York gap=skip overlap=second")]
    [InlineData("* * * * * *")]
    [InlineData("0 0 29 2 *")]
    [InlineData("0 0 30 12 * in Pacific/Apia")]
    public void A_trigger_that_is_taken_away_from_itself_never_ticks(string cron)
    {
        var trigger = TriggerText.Parse($"cron: {cron} except cron: {cron}");
        foreach (var year in (int[])[1, 1900, 2011, 2026, 9999])
        {
            var at = new DateTimeOffset(year, 6, 15, 12, 0, 0, TimeSpan.Zero);
            Assert.Null(trigger.Next(at));
            Assert.Null(trigger.Last(at));
        }
    }

    [Theory]
    [InlineData("cron: 0 0 30 2 *")]
    [InlineData("cron: * * * 31 4,6,9,11 *")]
    [InlineData("cron: 0 0 LW * SUN in Europe/Berlin")]
    [InlineData("cron: 0 0 L-3 * SUN#5")]
    [InlineData("cron: 0 0 8-31 * MON#1")]
    [InlineData("cron: 0 0 1-20 * MONL in Asia/Gaza gap=shift")]
    [InlineData("cron: 0 0 31W 2,4 * overlap=both")]
    [InlineData("cron: 0 0 L-30 2 *")]
    [InlineData("cron[vixie]: 0 0 31 2 *")]
    [InlineData("cron[quartz]: 0 0 0 30 2 ?")]
    [InlineData("cron[quartz]: 0 0 0 29 2 ? 2025-2027")]
    public void An_impossible_expression_answers_never_in_both_directions(string text)
    {
        var trigger = TriggerText.Parse(text);
        foreach (var year in (int[])[1, 1969, 2026, 2099, 9999])
        {
            var at = new DateTimeOffset(year, 6, 15, 12, 0, 0, TimeSpan.Zero);
            Assert.Null(trigger.Next(at));
            Assert.Null(trigger.Last(at));
        }
    }

    private static Trigger Single(Random random) => random.Next(4) switch
    {
        0 => new IntervalTrigger(TimeSpan.FromSeconds(random.Next(1, 200_000) / 10.0), Instant(random)),
        1 => new OnceTrigger(Instant(random)),
        _ => Cron(random).Trigger,
    };

    private static (CronTrigger Trigger, RandomCron Cron) Cron(Random random, TimeZoneInfo? zone = null)
    {
        var cron = new RandomCron(random, (CronDialect)random.Next(3), Instant(random).DateTime);
        var trigger = new CronTrigger(CronExpression.Parse(cron.Text, cron.Dialect), zone ?? Zone(random))
        {
            Gap = Gaps[random.Next(Gaps.Length)],
            Overlap = Overlaps[random.Next(Overlaps.Length)],
        };
        return (trigger, cron);
    }

    private static TimeZoneInfo Zone(Random random) =>
        TimeZones.Find(OffsetChanges.Zones[random.Next(OffsetChanges.Zones.Length)]);

    /// <summary>An instant of two years, of which many zones have changes, at times on a second.</summary>
    private static DateTimeOffset Instant(Random random)
    {
        var at = new DateTimeOffset(2011, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(
            random.NextInt64(2 * 365 * TimeSpan.TicksPerDay));
        return random.Next(2) == 0 ? Floor(at) : at;
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerSecond));
}
