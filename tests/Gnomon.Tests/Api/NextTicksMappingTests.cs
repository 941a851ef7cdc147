using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class NextTicksMappingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 7, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ticks_are_told_in_UTC_and_in_local_time_across_a_change_of_the_clocks()
    {
        var next = Next("cron: 30 2 * * * in America/New_York", 3);
        Assert.Equal(
            ["2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00", "2026-03-10T02:30:00-04:00"],
            next.Items.Select(item => item.Local));
        Assert.Equal(new DateTimeOffset(2026, 3, 8, 7, 0, 0, TimeSpan.Zero), next.Items[0].At);
        Assert.Null(next.Paused);
    }

    [Fact]
    public void Each_tick_of_several_rules_is_told_in_the_zone_of_its_own() =>
        Assert.Equal(
            ["2026-03-07T23:00:00+09:00", "2026-03-07T23:00:00+01:00", "2026-03-08T12:00:00+00:00"],
            Next("cron: 0 23 * * * in Asia/Tokyo or cron: 0 23 * * * in Europe/Berlin or @once 2026-03-08T12:00:00Z", 3)
                .Items.Select(item => item.Local));

    [Fact]
    public void Fewer_are_told_when_there_are_no_more_and_none_outside_start_and_end()
    {
        Assert.Equal(2, Next("@once 2026-03-08T12:00:00Z or @once 2026-03-09T12:00:00Z", 3).Items.Count);
        var bounded = Schedule("@every 1h") with { Start = Noon.AddHours(5), End = Noon.AddHours(6) };
        Assert.Equal(
            [Noon.AddHours(5), Noon.AddHours(6)],
            NextTicksMapping.ToDocument(Stored(bounded, Noon), Noon, 10).Items.Select(item => item.At));
    }

    [Fact]
    public void A_paused_schedule_tells_what_would_come_and_that_it_is_paused()
    {
        var next = NextTicksMapping.ToDocument(Stored(Schedule("@every 1h") with { Paused = true }, Noon), Noon, 1);
        Assert.Equal((true, Noon.AddHours(1)), (next.Paused, Assert.Single(next.Items).At));
    }

    [Fact]
    public void Nothing_at_or_before_the_mark_is_told_when_the_clock_was_set_back() =>
        Assert.Equal(
            Noon.AddHours(4),
            NextTicksMapping.ToDocument(Stored(Schedule("@every 1h"), Noon.AddHours(3)), Noon, 1).Items[0].At);

    [Fact]
    public void A_tick_that_waits_for_its_part_of_the_jitter_is_still_to_come_unless_a_pause_drops_it()
    {
        var jittered = Schedule("@every 1h") with { Jitter = TimeSpan.FromMinutes(59) };
        var due = jittered.RunAt(Noon);
        Assert.True(due > Noon);
        var stored = Stored(jittered, Noon.AddHours(-1));
        var waiting = NextTicksMapping.ToDocument(stored, due.AddTicks(-1), 2);
        Assert.Equal([Noon, Noon.AddHours(1)], waiting.Items.Select(item => item.At));
        Assert.Equal([due, jittered.RunAt(Noon.AddHours(1))], waiting.Items.Select(item => item.RunAt));
        Assert.Equal(Noon.AddHours(1), NextTicksMapping.ToDocument(stored, due, 1).Items[0].At);
        var paused = Stored(jittered with { Paused = true }, Noon.AddHours(-1));
        Assert.Equal(Noon.AddHours(1), NextTicksMapping.ToDocument(paused, due.AddTicks(-1), 1).Items[0].At);
    }

    [Fact]
    public void No_more_are_told_than_may_still_run()
    {
        var bounded = Stored(Schedule("@every 1h") with { MaxRuns = 5 }, Noon);
        Assert.Equal(2, NextTicksMapping.ToDocument(bounded with { Runs = 3 }, Noon, 10).Items.Count);
        Assert.Empty(NextTicksMapping.ToDocument(bounded with { Runs = 5 }, Noon, 10).Items);
        Assert.Empty(NextTicksMapping.ToDocument(bounded with { Runs = 7 }, Noon, 10).Items);
    }

    private static NextTicksDocument Next(string trigger, int count) =>
        NextTicksMapping.ToDocument(Stored(Schedule(trigger), Noon), Noon, count);

    private static Schedule Schedule(string trigger) =>
        new() { Id = "s", Trigger = TriggerText.Parse(trigger), Job = new JobSpec { Handler = "add" } };

    private static StoredSchedule Stored(Schedule schedule, DateTimeOffset mark) =>
        new(schedule, 1, mark, schedule.Next(mark));
}
