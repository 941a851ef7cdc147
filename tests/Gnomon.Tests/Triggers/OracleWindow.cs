using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

/// <summary>Compares Next and Last with the oracle in a stretch of time around an offset change.</summary>
internal sealed class OracleWindow
{
    private const int Probes = 24;

    private static readonly ClockGap?[] Gaps = [null, ClockGap.After, ClockGap.Shift, ClockGap.Skip];
    private static readonly ClockOverlap?[] Overlaps =
        [null, ClockOverlap.First, ClockOverlap.Second, ClockOverlap.Both];

    private readonly TimeZoneInfo _zone;
    private readonly CivilTimeOracle _oracle;
    private readonly long _change;
    private readonly long _from;
    private readonly long _until;

    /// <summary>Watches the clocks.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="change">When its offset changes.</param>
    /// <param name="hours">How long before and after.</param>
    /// <param name="step">Seconds from one look to the next.</param>
    public OracleWindow(TimeZoneInfo zone, long change, int hours, int step)
    {
        _zone = zone;
        _change = change;
        _from = change - hours * 3600L;
        _until = change + hours * 3600L;
        _oracle = new CivilTimeOracle(zone, _from, _until, step);
    }

    /// <summary>Compares one random expression under random rules.</summary>
    /// <returns>How many ticks it had in the window.</returns>
    public int Compare(Random random)
    {
        var near = CivilTimeOracle.Moment(_change) + _zone.GetUtcOffset(CivilTimeOracle.Moment(_change - 1));
        var cron = new RandomCron(random, (CronDialect)random.Next(3), near);
        var (gap, overlap) = (Gaps[random.Next(Gaps.Length)], Overlaps[random.Next(Overlaps.Length)]);
        var trigger = new CronTrigger(CronExpression.Parse(cron.Text, cron.Dialect), _zone)
        {
            Gap = gap,
            Overlap = overlap,
        };
        Assert.True(cron.Interval == trigger.Expression.IsInterval, $"{RunSeed.Text}: '{trigger}' as an interval");
        var ticks = _oracle.Ticks(cron, gap, overlap);
        for (var probe = 0; probe < Probes; probe++)
        {
            var at = (probe % 3) switch
            {
                0 when ticks.Count > 0 => Ticks(ticks[random.Next(ticks.Count)]) + random.Next(-1, 2),
                1 => Ticks(_change) + random.NextInt64(-4 * TimeSpan.TicksPerHour, 4 * TimeSpan.TicksPerHour),
                _ => random.NextInt64(Ticks(_from), Ticks(_until)),
            };
            at = Math.Clamp(at, Ticks(_from), Ticks(_until) - 1);
            Compare(trigger, ticks, new DateTimeOffset(at, TimeSpan.Zero));
        }

        return ticks.Count;
    }

    private void Compare(CronTrigger trigger, List<long> ticks, DateTimeOffset at)
    {
        var second = CivilTimeOracle.Second(at);
        var index = ticks.BinarySearch(second);
        var up = index >= 0 ? index + 1 : ~index;
        var next = trigger.Next(at);
        var nextIsRight = up < ticks.Count
            ? next?.UtcTicks == Ticks(ticks[up])
            : next is null || next.Value.UtcTicks >= Ticks(_until);
        Assert.True(
            nextIsRight, $"{RunSeed.Text}: '{trigger}' after {at:O} gave {next:O}, expected {At(ticks, up):O}");
        var last = trigger.Last(at);
        var lastIsRight = up > 0
            ? last?.UtcTicks == Ticks(ticks[up - 1])
            : last is null || last.Value.UtcTicks < Ticks(_from);
        Assert.True(
            lastIsRight, $"{RunSeed.Text}: '{trigger}' up to {at:O} gave {last:O}, expected {At(ticks, up - 1):O}");
        if (next is { } tick)
            Assert.True(
                trigger.Last(tick) == tick && trigger.Last(tick.AddTicks(-1)) == last,
                $"{RunSeed.Text}: '{trigger}' is not the same backwards around {tick:O}");
    }

    private static DateTime? At(List<long> ticks, int index) =>
        index >= 0 && index < ticks.Count ? CivilTimeOracle.Moment(ticks[index]) : null;

    private static long Ticks(long second) => second * TimeSpan.TicksPerSecond;
}
