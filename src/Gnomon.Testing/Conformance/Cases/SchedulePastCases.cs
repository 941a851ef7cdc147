using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What a store remembers of a schedule: counts, the last run, failures in a row and what follows from them, and
/// what was done to it.</summary>
internal static class SchedulePastCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("counts", Counts_tell_what_became_of_ticks_and_jobs),
        Case("counts", Last_run_is_the_newest_with_its_present_state),
        Case("counts", Ticks_tell_the_present_state_of_their_jobs),
        Case("pause", Schedule_is_paused_in_the_commit_of_the_last_failure),
        Case("pause", Pause_is_told_with_the_change_that_brought_it_about),
        Case("pause", Success_begins_the_count_of_failures_anew),
        Case("pause", Resumption_begins_the_count_of_failures_anew),
        Case("pause", Cancelled_run_is_no_failure),
        Case("pause", Run_that_expired_is_a_failure),
        Case("pause", Number_of_failures_below_one_is_refused_by_name),
        Case("events", What_was_done_to_a_schedule_is_told),
        Case("events", Schedule_that_is_stored_again_tells_of_its_removal),
        Case("events", Newest_fifty_events_are_kept),
        Case("events", Put_that_changes_nothing_is_no_event),
        RestartCase("counts", Counts_and_last_run_survive_a_restart),
        RestartCase("pause", Pause_after_failures_survives_a_restart),
        RestartCase("events", What_was_done_survives_a_restart),
    ];

    private static async Task Counts_tell_what_became_of_ticks_and_jobs(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.BufferOne));
        await h.FireManyAsync(3);
        Expect.Equal(new ScheduleCounts(1, 1, 1, 0, 0, 0), (await h.ScheduleAsync("s")).Counts, "counts of three ticks");
        await EndAsync(h, SettlementKind.Succeeded);
        await EndAsync(h, SettlementKind.Dead);
        await h.FireNextAsync();
        await EndAsync(h, SettlementKind.Cancelled);
        Expect.Equal(new ScheduleCounts(2, 1, 1, 1, 1, 1), (await h.ScheduleAsync("s")).Counts, "counts at the end");
    }

    private static async Task Last_run_is_the_newest_with_its_present_state(StoreHarness h)
    {
        var stored = await h.PutAsync(OverlapCases.With(OverlapPolicy.BufferOne));
        Expect.Absent(stored.LastRun, "last run of a new schedule");
        var jobs = await h.FireManyAsync(2);
        var firstAt = h.Now.AddSeconds(-60);
        var run = await h.ClaimOneAsync();
        Expect.Equal(
            new ScheduleRun(jobs[0]!.Value, JobState.Running, firstAt, null), (await h.ScheduleAsync("s")).LastRun,
            "the run that goes on, not the one that waits");
        await h.SettleAsync(run.Token, SettlementKind.Succeeded);
        Expect.Equal(
            new ScheduleRun(jobs[1]!.Value, JobState.Ready, h.Now, null), (await h.ScheduleAsync("s")).LastRun,
            "the run that follows");
        var at = h.Now;
        h.Advance(3);
        await EndAsync(h, SettlementKind.Dead);
        var last = new ScheduleRun(jobs[1]!.Value, JobState.Dead, at, h.Now);
        Expect.Equal(last, (await h.ScheduleAsync("s")).LastRun, "the run that has ended");
        await h.ControlAsync(ControlAction.Delete, jobs[1]!.Value);
        Expect.Equal(last, (await h.ScheduleAsync("s")).LastRun, "the run whose job is gone");
    }

    private static async Task Ticks_tell_the_present_state_of_their_jobs(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        await h.FireNextAsync();
        var run = await h.ClaimOneAsync();
        Expect.Equal(JobState.Running, (await h.TicksAsync())[0].State, "the state while it runs");
        await h.SettleAsync(run.Token, SettlementKind.Dead);
        var tick = (await h.TicksAsync())[0];
        Expect.Equal((JobState.Dead, h.Now), (tick.State, tick.FinishedAt), "the state and end once it has ended");
        await h.ControlAsync(ControlAction.Delete, run.Token.Job);
        tick = (await h.TicksAsync())[0];
        Expect.Equal((null, null), (tick.State, tick.FinishedAt), "the state and end once it is gone");
        Expect.Equal(run.Token.Job, tick.Job, "the job");
    }

    private static async Task Schedule_is_paused_in_the_commit_of_the_last_failure(StoreHarness h)
    {
        var stored = await h.PutAsync(Pausing(2));
        await RunAsync(h, SettlementKind.Dead);
        Expect.Equal((false, 1), Pause(await h.ScheduleAsync("s")), "pause and failures after one");
        await RunAsync(h, SettlementKind.Dead);
        var paused = await h.ScheduleAsync("s");
        Expect.Equal((true, 2), Pause(paused), "pause and failures after two");
        Expect.Equal((stored.Revision + 1, h.Now), (paused.Revision, paused.Mark), "the revision and the mark");
        Expect.Absent(paused.Next, "next tick of a paused schedule");
        var reason = Expect.Present(paused.Schedule.Reason, "reason");
        Expect.That(
            reason.Contains("2 runs in a row failed", StringComparison.Ordinal)
            && reason.Contains("it broke", StringComparison.Ordinal),
            $"the reason names the number and the last error; it is '{reason}'");
        h.Advance(3600);
        var due = await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation);
        Expect.Equal((0, (DateTimeOffset?)null), (due.Items.Count, due.NextDue), "the due schedules");
    }

    private static async Task Success_begins_the_count_of_failures_anew(StoreHarness h)
    {
        await h.PutAsync(Pausing(2));
        foreach (var end in new[] { SettlementKind.Dead, SettlementKind.Succeeded, SettlementKind.Dead })
            await RunAsync(h, end);
        Expect.Equal((false, 1), Pause(await h.ScheduleAsync("s")), "pause and failures");
    }

    private static async Task Resumption_begins_the_count_of_failures_anew(StoreHarness h)
    {
        await h.PutAsync(Pausing(2));
        await RunAsync(h, SettlementKind.Dead);
        await RunAsync(h, SettlementKind.Dead);
        await h.PutAsync(Pausing(2));
        Expect.Equal((false, 0), Pause(await h.ScheduleAsync("s")), "pause and failures after the resumption");
        await RunAsync(h, SettlementKind.Dead);
        Expect.Equal((false, 1), Pause(await h.ScheduleAsync("s")), "pause and failures after one more");
    }

    private static async Task Cancelled_run_is_no_failure(StoreHarness h)
    {
        await h.PutAsync(Pausing(2));
        await RunAsync(h, SettlementKind.Dead);
        await RunAsync(h, SettlementKind.Cancelled);
        Expect.Equal((false, 1), Pause(await h.ScheduleAsync("s")), "pause and failures");
    }

    private static async Task Run_that_expired_is_a_failure(StoreHarness h)
    {
        var schedule = Pausing(1);
        await h.PutAsync(schedule with { Job = schedule.Job with { Deadline = h.Now.AddSeconds(90) } });
        await h.FireNextAsync();
        h.Advance(60);
        await h.SweepAsync();
        Expect.Equal((true, 1), Pause(await h.ScheduleAsync("s")), "pause and failures");
    }

    private static async Task Pause_is_told_with_the_change_that_brought_it_about(StoreHarness h)
    {
        await h.PutAsync(Pausing(2));
        await h.FireNextAsync();
        var first = await h.ClaimOneAsync();
        var outcome = await h.SettleAsync(new Settlement(first.Token, SettlementKind.Dead) { Error = "first" });
        Expect.Equal(0, outcome.Effects?.Paused.Count ?? 0, "the schedules that one failure paused");
        await h.FireNextAsync();
        var second = await h.ClaimOneAsync();
        outcome = await h.SettleAsync(new Settlement(second.Token, SettlementKind.Dead) { Error = "second" });
        Expect.Sequence(
            [new PausedSchedule("s", (await h.ScheduleAsync("s")).Schedule.Reason!)], outcome.Effects?.Paused ?? [],
            "the schedules that the second failure paused");
        await h.PutAsync(Pausing(1) with { Job = Pausing(1).Job with { Deadline = h.Now.AddSeconds(90) } });
        await h.FireNextAsync();
        h.Advance(60);
        var swept = await h.SweepAsync();
        Expect.Sequence(
            ["s"], (swept.Effects?.Paused ?? []).Select(paused => paused.Schedule), "the schedules that a sweep paused");
    }

    private static async Task Number_of_failures_below_one_is_refused_by_name(StoreHarness h)
    {
        var refused = await Expect.ThrowsAsync<InvalidJobException>(
            () => h.PutAsync(Pausing(0)), "storing a schedule that pauses after no failure");
        Expect.Equal("pauseAfterFailures", refused.Field, "the member that is named");
    }

    private static async Task What_was_done_to_a_schedule_is_told(StoreHarness h)
    {
        await DoAllAsync(h);
        var events = await h.Query.ListScheduleEventsAsync("s", h.Cancellation);
        Expect.Sequence(
            [
                (ScheduleEventKind.Stored, 1L), (ScheduleEventKind.Changed, 2), (ScheduleEventKind.Paused, 3),
                (ScheduleEventKind.Resumed, 4), (ScheduleEventKind.AutoPaused, 5),
            ],
            events.Select(e => (e.Kind, e.Revision)), "the events and their revisions");
        Expect.Equal("tests", events[2].Reason, "the reason of the pause");
        Expect.Equal((await h.ScheduleAsync("s")).Schedule.Reason, events[4].Reason, "the reason of the last pause");
        Expect.Equal(h.Now, events[4].At, "the moment of the last pause");
        Expect.Equal(
            0, (await h.Query.ListScheduleEventsAsync("nobody", h.Cancellation)).Count, "events of no schedule");
    }

    private static async Task Schedule_that_is_stored_again_tells_of_its_removal(StoreHarness h)
    {
        await h.PutAsync(Pausing(1));
        h.Advance(10);
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["s"]), h.Cancellation);
        var removed = h.Now;
        h.Advance(10);
        await h.PutAsync(Pausing(1));
        Expect.Sequence(
            [
                new ScheduleEvent(ScheduleEventKind.Removed, removed, 0),
                new ScheduleEvent(ScheduleEventKind.Restored, h.Now, 1),
            ],
            await h.Query.ListScheduleEventsAsync("s", h.Cancellation), "the events");
    }

    private static async Task Newest_fifty_events_are_kept(StoreHarness h)
    {
        for (var i = 0; i < 60; i++) await h.PutAsync(Pausing(i + 1));
        var events = await h.Query.ListScheduleEventsAsync("s", h.Cancellation);
        Expect.Equal(
            (ScheduleLimits.MaxEvents, 60L), (events.Count, events[^1].Revision), "the number and the newest revision");
    }

    private static async Task Put_that_changes_nothing_is_no_event(StoreHarness h)
    {
        await h.PutAsync(Pausing(1));
        await h.PutAsync(Pausing(1));
        Expect.Equal(1, (await h.Query.ListScheduleEventsAsync("s", h.Cancellation)).Count, "the number of events");
    }

    private static async Task Counts_and_last_run_survive_a_restart(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.BufferOne));
        await h.FireManyAsync(3);
        await EndAsync(h, SettlementKind.Dead);
        await EndAsync(h, SettlementKind.Succeeded);
        await h.FireNextAsync();
        var before = await h.ScheduleAsync("s");
        await h.RestartAsync();
        var after = await h.ScheduleAsync("s");
        Expect.Equal(before.Counts, after.Counts, "the counts");
        Expect.Equal(before.LastRun, after.LastRun, "the last run");
        Expect.Equal(before.ConsecutiveFailures, after.ConsecutiveFailures, "the failures in a row");
        await EndAsync(h, SettlementKind.Dead);
        Expect.Equal(1, (await h.ScheduleAsync("s")).ConsecutiveFailures, "the failures in a row after one more run");
    }

    private static async Task Pause_after_failures_survives_a_restart(StoreHarness h)
    {
        await h.PutAsync(Pausing(2));
        await RunAsync(h, SettlementKind.Dead);
        await h.RestartAsync();
        await RunAsync(h, SettlementKind.Dead);
        var before = await h.ScheduleAsync("s");
        await h.RestartAsync();
        var after = await h.ScheduleAsync("s");
        Expect.Equal((true, 2), Pause(after), "pause and failures");
        Expect.Equal(
            (before.Revision, before.Mark, before.Schedule.Reason, before.Schedule.PauseAfterFailures),
            (after.Revision, after.Mark, after.Schedule.Reason, after.Schedule.PauseAfterFailures), "the schedule");
    }

    private static async Task What_was_done_survives_a_restart(StoreHarness h)
    {
        await DoAllAsync(h);
        await h.Store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(Pausing(3) with { Id = "t" })], []), default);
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["t"]), h.Cancellation);
        var before = await h.Query.ListScheduleEventsAsync("s", h.Cancellation);
        await h.RestartAsync();
        Expect.Sequence(before, await h.Query.ListScheduleEventsAsync("s", h.Cancellation), "the events");
        await h.PutAsync(Pausing(3) with { Id = "t" });
        Expect.Sequence(
            [ScheduleEventKind.Removed, ScheduleEventKind.Restored],
            (await h.Query.ListScheduleEventsAsync("t", h.Cancellation)).Select(e => e.Kind), "the events of the other");
    }

    private static async Task DoAllAsync(StoreHarness h)
    {
        foreach (var schedule in new[]
        {
            Pausing(3), Pausing(1), Pausing(1) with { Paused = true, Reason = "tests" }, Pausing(1),
        })
        {
            await h.PutAsync(schedule);
            h.Advance(10);
        }

        await RunAsync(h, SettlementKind.Dead);
    }

    private static Schedule Pausing(int failures) =>
        StoreHarness.Every("s", 60) with { PauseAfterFailures = failures };

    private static (bool Paused, int Failures) Pause(StoredSchedule stored) =>
        (stored.Schedule.Paused, stored.ConsecutiveFailures);

    private static async Task RunAsync(StoreHarness h, SettlementKind end)
    {
        await h.FireNextAsync();
        await EndAsync(h, end);
    }

    private static async Task EndAsync(StoreHarness h, SettlementKind end) =>
        await h.SettleAsync((await h.ClaimOneAsync()).Token, end);
}
