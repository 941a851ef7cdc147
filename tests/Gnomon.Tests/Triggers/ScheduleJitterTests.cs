using Gnomon.Jobs;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class ScheduleJitterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Without_jitter_a_tick_is_due_at_its_nominal_instant()
    {
        Assert.Equal(Noon, Hourly("s", TimeSpan.Zero).RunAt(Noon));
        Assert.Equal(Noon, Hourly("s", -Hour).RunAt(Noon));
    }

    [Fact]
    public void The_instant_depends_on_the_id_and_the_tick_and_on_nothing_else()
    {
        var due = Hourly("s", Hour).RunAt(Noon);
        Assert.Equal(due, Hourly("s", Hour).RunAt(Noon));
        Assert.Equal(due, Hourly("s", Hour).RunAt(Noon.ToOffset(Hour)));
        Assert.Equal(
            due, (Hourly("s", Hour) with { Paused = true, MaxRuns = 3, Reason = "r", CatchUp = CatchUp.All }).RunAt(Noon));
        Assert.NotEqual(due, Hourly("t", Hour).RunAt(Noon));
        Assert.NotEqual(due - Noon, Hourly("s", Hour).RunAt(Noon + Hour) - (Noon + Hour));
    }

    /// <summary>The hash of "nightly" and this tick, taken as a fraction, of 30 minutes, worked out by another program.
    /// </summary>
    [Fact]
    public void The_instant_is_the_one_that_the_written_definition_gives() =>
        Assert.Equal(
            Noon + TimeSpan.FromMilliseconds(855_529), Hourly("nightly", TimeSpan.FromMinutes(30)).RunAt(Noon));

    [Theory]
    [InlineData(1)]
    [InlineData(900)]
    [InlineData(3_600)]
    [InlineData(3_600_000)]
    public void A_tick_is_due_inside_its_jitter_and_before_the_next_one(int seconds)
    {
        var schedule = Hourly("s", TimeSpan.FromSeconds(seconds));
        var last = DateTimeOffset.MinValue;
        for (var tick = Noon; tick < Noon + 1000 * Hour; tick += Hour)
        {
            var due = schedule.RunAt(tick);
            Assert.InRange(due - tick, TimeSpan.Zero, schedule.Jitter - TimeSpan.FromTicks(1));
            Assert.True(due < tick + Hour, $"the tick of {tick:O} is due at {due:O}");
            Assert.True(due > last, $"the tick of {tick:O} is due before the one before it");
            last = due;
        }
    }

    [Theory]
    [InlineData("0 0 29 2 *")]
    [InlineData("*/7 3 * * *")]
    public void Uneven_gaps_bound_the_jitter_each_for_itself(string cron)
    {
        var schedule = Hourly("s", TimeSpan.FromDays(400)) with { Trigger = When.Cron(cron, "Europe/Berlin") };
        var tick = schedule.Next(Noon)!.Value;
        for (var i = 0; i < 50; i++)
        {
            var next = schedule.Next(tick)!.Value;
            Assert.InRange(schedule.RunAt(tick), tick, next.AddTicks(-1));
            tick = next;
        }
    }

    [Fact]
    public void The_last_tick_has_its_whole_jitter_even_after_the_end_but_stays_inside_the_calendar()
    {
        var jitter = 100 * Hour;
        var ended = Enumerable.Range(0, 50).Select(i => Hourly($"s{i}", jitter) with { End = Noon }).ToList();
        Assert.All(ended, schedule => Assert.InRange(schedule.RunAt(Noon), Noon, Noon + jitter));
        Assert.Contains(ended, schedule => schedule.RunAt(Noon) > Noon + 2 * Hour);
        var late = DateTimeOffset.MaxValue - Hour;
        var once = ended[0] with { Trigger = new OnceTrigger(late), End = null, Jitter = TimeSpan.MaxValue };
        Assert.InRange(once.RunAt(late), late, DateTimeOffset.MaxValue);
        Assert.Equal(DateTimeOffset.MaxValue, once.RunAt(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void From_a_second_on_the_part_is_whole_milliseconds_and_below_it_is_not_rounded()
    {
        var coarse = Enumerable.Range(0, 100).Select(i => Hourly($"s{i}", TimeSpan.FromSeconds(1)).RunAt(Noon));
        Assert.All(coarse, due => Assert.Equal(0, (due - Noon).Ticks % TimeSpan.TicksPerMillisecond));
        var fine = Enumerable.Range(0, 100).Select(i => Hourly($"s{i}", TimeSpan.FromMilliseconds(1)).RunAt(Noon));
        Assert.True(fine.Distinct().Count() > 90, "a jitter of 1 ms must spread as well");
    }

    [Fact]
    public void A_thousand_schedules_are_spread_evenly()
    {
        var counts = new int[10];
        for (var i = 0; i < 1000; i++)
        {
            var part = Hourly($"schedule-{i}", Hour).RunAt(Noon) - Noon;
            counts[(int)(part.Ticks * 10 / Hour.Ticks)]++;
        }

        // 100 in each tenth with a standard deviation below 10: five of them make 50 to 150.
        Assert.All(counts, count => Assert.InRange(count, 50, 150));
    }

    [Fact]
    public void The_ticks_of_one_schedule_are_spread_evenly()
    {
        var schedule = Hourly("s", Hour);
        var parts = Enumerable.Range(0, 1000).Select(i => schedule.RunAt(Noon + i * Hour) - (Noon + i * Hour)).ToList();
        Assert.InRange(parts.Average(part => part.TotalMinutes), 25, 35);
        Assert.True(parts.Distinct().Count() > 990, "each tick must have a part of its own");
    }

    [Fact]
    public void The_last_due_tick_is_the_one_before_while_the_newest_waits()
    {
        var schedule = Hourly("s", Hour) with { Start = Noon };
        var due = schedule.RunAt(Noon + Hour);
        Assert.True(due > Noon + Hour, "the tick must wait for this to say anything");
        Assert.Equal(Noon, schedule.LastDue(due.AddTicks(-1)));
        Assert.Equal(Noon + Hour, schedule.LastDue(due));
        Assert.Null(schedule.LastDue(schedule.RunAt(Noon).AddTicks(-1)));
    }

    private static Schedule Hourly(string id, TimeSpan jitter) => new()
    {
        Id = id, Trigger = When.Every(Hour), Job = new JobSpec { Handler = "h" }, Jitter = jitter,
    };
}
