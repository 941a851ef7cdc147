using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Store;

public sealed class ScheduleExplainerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly JobId Job = JobId.ForTick("s", Noon);

    private static readonly Schedule Hourly = new()
    {
        Id = "s", Trigger = When.Cron("0 * * * *"), Job = new JobSpec { Handler = "h" },
    };

    [Theory]
    [InlineData(TickOutcome.Ran, "Ran", "It ran as job {job}, which ended succeeded at 2026-03-01T12:00:09Z.")]
    [InlineData(TickOutcome.Buffered, "Buffered", "It was buffered as job {job}, which ended succeeded at 2026-03-01T12:00:09Z.")]
    public void A_tick_that_made_a_job_tells_what_became_of_it(TickOutcome outcome, string verdict, string text)
    {
        var tick = new Tick(Noon, Noon, outcome) { Job = Job, State = JobState.Succeeded, FinishedAt = Noon.AddSeconds(9) };
        AssertTold(verdict, text, Explainer(Hourly, [tick]).Explain(Noon));
    }

    [Fact]
    public void A_tick_that_was_decided_late_says_how_late()
    {
        var tick = new Tick(Noon, Noon.AddMinutes(3), TickOutcome.Ran) { Job = Job };
        AssertTold(
            "Ran", "It ran as job {job}. It was decided at 2026-03-01T12:03:00Z, 3m after it was due.",
            Explainer(Hourly, [tick]).Explain(Noon));
    }

    [Fact]
    public void A_skipped_tick_and_each_of_a_missed_run_tell_the_reason()
    {
        var skip = new Tick(Noon.AddHours(-3), Noon.AddMinutes(5), TickOutcome.Skipped)
        {
            Reason = "missed; the schedule does not catch up", Until = Noon,
        };
        foreach (var at in new[] { Noon.AddHours(-3), Noon.AddHours(-1), Noon })
            AssertTold(
                "Skipped", "It was skipped at 2026-03-01T12:05:00Z: missed; the schedule does not catch up.",
                Explainer(Hourly, [skip]).Explain(at));
        // Inside the run, but no tick.
        Assert.Equal(TickVerdict.NoTick, Explainer(Hourly, [skip]).Explain(Noon.AddMinutes(-1)).Verdict);
    }

    [Fact]
    public void An_instant_without_a_tick_names_its_neighbours() => AssertTold(
        "NoTick",
        "The schedule has no tick then: the one before is 2026-03-01T12:00:00Z, the one after is 2026-03-01T13:00:00Z.",
        Explainer(Hourly).Explain(Noon.AddMinutes(20)));

    [Fact]
    public void A_tick_to_come_says_when_with_its_jitter()
    {
        AssertTold("Future", "It is to come: due at 2026-03-01T14:00:00Z.", Explainer(Hourly).Explain(Noon.AddHours(2)));
        var jittered = Hourly with { Jitter = TimeSpan.FromMinutes(30) };
        var told = Explainer(jittered).Explain(Noon.AddHours(2));
        Assert.Equal(jittered.RunAt(Noon.AddHours(2)), told.RunAt);
        Assert.Contains("its part of the jitter", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_excluded_tick_names_the_exclusion()
    {
        var trigger = new CompositeTrigger([When.Cron("0 * * * *")], [When.DuringCron("* * 1 3 *")]);
        var told = Explainer(Hourly with { Trigger = trigger }).Explain(Noon);
        Assert.Equal(TickVerdict.Excluded, told.Verdict);
        Assert.Contains("1 3 *", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tick_out_of_bounds_names_the_bound()
    {
        var bounded = Hourly with { Start = Noon.AddMinutes(30), End = Noon.AddMinutes(90) };
        AssertTold(
            "OutOfBounds", "It is before the start of the schedule, 2026-03-01T12:30:00Z.", Explainer(bounded).Explain(Noon));
        AssertTold(
            "OutOfBounds", "It is after the end of the schedule, 2026-03-01T13:30:00Z.",
            Explainer(bounded).Explain(Noon.AddHours(2)));
    }

    [Fact]
    public void A_tick_before_the_schedule_was_stored_says_so() => AssertTold(
        "NotStored",
        "The schedule was stored at 2026-03-01T12:30:00Z, not before; a new schedule never fires the past.",
        Explainer(Hourly, events: [Event(ScheduleEventKind.Stored, 30)]).Explain(Noon));

    [Fact]
    public void A_tick_while_the_schedule_was_removed_says_so()
    {
        var explainer = Explainer(
            Hourly, events: [Event(ScheduleEventKind.Removed, -10), Event(ScheduleEventKind.Restored, 10)]);
        AssertTold(
            "NotStored", "The schedule was removed at 2026-03-01T11:50:00Z and stored again at 2026-03-01T12:10:00Z.",
            explainer.Explain(Noon));
    }

    [Fact]
    public void A_tick_while_the_schedule_was_paused_tells_since_when_and_why()
    {
        IReadOnlyList<ScheduleEvent> events =
        [
            Event(ScheduleEventKind.Stored, -200), Event(ScheduleEventKind.Paused, -70) with { Reason = "repairs" },
            Event(ScheduleEventKind.Resumed, 30),
        ];
        foreach (var at in new[] { Noon.AddHours(-1), Noon })
            AssertTold(
                "Paused",
                "The schedule was paused then, since 2026-03-01T10:50:00Z (repairs). What comes due while it is paused "
                + "never runs.",
                Explainer(Hourly, events: events).Explain(at));
        var paused = Hourly with { Paused = true, Reason = "repairs" };
        AssertTold(
            "Paused", "It is to come, but the schedule is paused (repairs); it runs only if that ends before.",
            Explainer(paused).Explain(Noon.AddHours(2)));
    }

    [Fact]
    public void A_tick_that_an_edit_dropped_says_so() => AssertTold(
        "Edited",
        "The schedule was edited at 2026-03-01T12:01:00Z, before this tick was decided: an edit never fires the past, and "
        + "until then it may have had another rule.",
        Explainer(Hourly, events: [Event(ScheduleEventKind.Stored, -200), Event(ScheduleEventKind.Changed, 1)]).Explain(Noon));

    [Fact]
    public void A_tick_after_the_last_run_says_so()
    {
        var stored = Stored(Hourly with { MaxRuns = 2 }, Noon.AddHours(-1)) with { Runs = 2, LastTick = Noon.AddHours(-1) };
        AssertTold(
            "MaxRuns", "The schedule may run 2 times and has done so; its last tick was 2026-03-01T11:00:00Z.",
            new ScheduleExplainer(stored, [], [], Noon.AddMinutes(1), null).Explain(Noon));
    }

    [Theory]
    [InlineData(null, "no node looks after schedules: start a server or a worker")]
    [InlineData("n1", "node n1, which looks after schedules, has not come to it yet")]
    public void A_tick_that_is_due_and_undecided_says_who_should_do_it(string? leader, string why)
    {
        var explainer = new ScheduleExplainer(Stored(Hourly, Noon.AddHours(-1)), [], [], Noon.AddSeconds(90), leader);
        AssertTold("Late", $"It is due since 1m30s and not decided yet: {why}.", explainer.Explain(Noon));
    }

    [Fact]
    public void A_tick_whose_record_is_gone_says_so()
    {
        var stored = Stored(Hourly, Noon) with { Counts = new ScheduleCounts(7, 0, 0, 7, 0, 0) };
        var kept = new Tick(Noon, Noon, TickOutcome.Ran) { Job = Job };
        AssertTold(
            "Forgotten", "It was decided, but only the newest 1 ticks are kept, and it is not among them.",
            new ScheduleExplainer(stored, [kept], [], Noon, null).Explain(Noon.AddHours(-2)));
    }

    [Fact]
    public void A_rule_that_cannot_be_read_is_the_reason()
    {
        var told = Explainer(Hourly with { Trigger = new UnreadableTrigger("cron: x", "no such zone") }).Explain(Noon);
        AssertTold("NoTick", "The time rule cannot be read, so there is no tick: no such zone", told);
    }

    [Fact]
    public void A_period_is_told_in_steps_with_ticks_of_former_rules_among_them()
    {
        var former = new Tick(Noon.AddMinutes(-45), Noon.AddMinutes(-45), TickOutcome.Ran) { Job = Job };
        var explainer = Explainer(Hourly, [former]);
        var (from, told) = ((DateTimeOffset?)Noon.AddHours(-2), new List<DateTimeOffset>());
        while (from is { } start)
        {
            var (items, next) = explainer.Explain(start, Noon.AddHours(2), 2);
            Assert.InRange(items.Count, 1, 2);
            told.AddRange(items.Select(item => item.At));
            from = next;
        }

        Assert.Equal(
            [Noon.AddHours(-2), Noon.AddHours(-1), Noon.AddMinutes(-45), Noon, Noon.AddHours(1)], told);
    }

    private static ScheduleEvent Event(ScheduleEventKind kind, double minutes) => new(kind, Noon.AddMinutes(minutes), 1);

    private static StoredSchedule Stored(Schedule schedule, DateTimeOffset mark) =>
        new(schedule, 1, mark, schedule.Next(mark));

    /// <summary>At 12:50, with every tick up to noon decided.</summary>
    private static ScheduleExplainer Explainer(
        Schedule schedule, IReadOnlyList<Tick>? ticks = null, IReadOnlyList<ScheduleEvent>? events = null) =>
        new(Stored(schedule, Noon), ticks ?? [], events ?? [], Noon.AddMinutes(50), "n1");

    private static void AssertTold(string verdict, string text, TickExplanation told)
    {
        Assert.Equal(text.Replace("{job}", Job.ToString(), StringComparison.Ordinal), told.Text);
        Assert.Equal(verdict, told.Verdict.ToString());
    }
}
