using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Schedules that end after so many runs.</summary>
internal static class MaxRunsCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("max runs", Schedule_ends_after_its_last_run),
        Case("max runs", Skipped_ticks_and_jobs_made_by_hand_do_not_count),
        Case("max runs", Edit_keeps_the_count_and_a_higher_bound_lets_the_schedule_go_on),
        Case("max runs", Lower_bound_than_the_count_ends_the_schedule),
        Case("max runs", Removed_schedule_counts_anew),
        Case("P2", Firings_that_race_for_the_last_run_make_one_job),
        Case("max runs", Bound_below_one_is_refused_by_name),
        RestartCase("max runs", Count_of_runs_survives_a_restart_and_an_ended_schedule_stays_ended),
    ];

    private static async Task Schedule_ends_after_its_last_run(StoreHarness h)
    {
        var stored = await h.PutAsync(Bounded(2));
        Expect.Equal(0L, stored.Runs, "the runs of a new schedule");
        stored = await RunAsync(h, stored);
        Expect.Equal(1L, stored.Runs, "the runs after one tick");
        Expect.That(stored.Next is not null, "the schedule to have a tick for the run that is left");
        await ExpectEndedAsync(h, await RunAsync(h, stored), 2);
        Expect.Equal(2, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Skipped_ticks_and_jobs_made_by_hand_do_not_count(StoreHarness h)
    {
        var stored = await h.PutAsync(Bounded(1));
        for (var i = 0; i < 3; i++) stored = await SkipAsync(h, stored);
        await h.AddAsync(spec => spec with { Schedule = "s" });
        stored = await h.ScheduleAsync("s");
        Expect.Equal(0L, stored.Runs, "the runs");
        await ExpectEndedAsync(h, await RunAsync(h, stored), 1);
    }

    private static async Task Edit_keeps_the_count_and_a_higher_bound_lets_the_schedule_go_on(StoreHarness h)
    {
        var stored = await RunAsync(h, await h.PutAsync(Bounded(2)));
        stored = await h.PutAsync(Bounded(2) with { Reason = "edited" });
        Expect.Equal(1L, stored.Runs, "the runs after an edit");
        await ExpectEndedAsync(h, await RunAsync(h, stored), 2);
        h.Advance(3600);
        var raised = await h.PutAsync(Bounded(3));
        Expect.Equal((2L, h.Now), (raised.Runs, raised.Mark), "the runs and the mark with a higher bound");
        Expect.That(raised.Next > h.Now, "the next tick to be later than the edit");
        await ExpectEndedAsync(h, await RunAsync(h, raised), 3);
        var open = await h.PutAsync(StoreHarness.Every("s", 60));
        Expect.That(open.Next is not null, "a schedule without a bound to have a next tick");
    }

    private static async Task Lower_bound_than_the_count_ends_the_schedule(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        for (var i = 0; i < 3; i++) stored = await RunAsync(h, stored);
        await ExpectEndedAsync(h, await h.PutAsync(Bounded(2)), 3);
    }

    private static async Task Removed_schedule_counts_anew(StoreHarness h)
    {
        await ExpectEndedAsync(h, await RunAsync(h, await h.PutAsync(Bounded(1))), 1);
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["s"]), h.Cancellation);
        var anew = await h.PutAsync(Bounded(1));
        Expect.Equal(0L, anew.Runs, "the runs of a new schedule of that id");
        await ExpectEndedAsync(h, await RunAsync(h, anew), 1);
        Expect.Equal(2, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Firings_that_race_for_the_last_run_make_one_job(StoreHarness h)
    {
        var stored = await h.PutAsync(Bounded(1));
        h.Advance(600);
        // Of ten planners with the same view, each wants to spend the last run on another tick.
        var requests = new List<FireRequest>();
        for (var next = stored; requests.Count < 10; next = next with { Next = stored.Schedule.Next(next.Next!.Value) })
            requests.Add(h.NextTick(next));
        var applied = await Task.WhenAll(requests.Select(r => Task.Run(() => h.FireAsync(r), h.Cancellation)));
        Expect.Equal(1, applied.Count(a => a), "the number of requests that were applied");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
        await ExpectEndedAsync(h, await h.ScheduleAsync("s"), 1);
    }

    private static async Task Bound_below_one_is_refused_by_name(StoreHarness h)
    {
        var refused = await Expect.ThrowsAsync<InvalidJobException>(
            () => h.PutAsync(Bounded(0)), "storing a schedule that may never run");
        Expect.Equal("maxRuns", refused.Field, "the member that is named");
        Expect.Absent(await h.Query.GetScheduleAsync("s", h.Cancellation), "schedule that was refused");
    }

    private static async Task Count_of_runs_survives_a_restart_and_an_ended_schedule_stays_ended(StoreHarness h)
    {
        var stored = await SkipAsync(h, await RunAsync(h, await h.PutAsync(Bounded(2))));
        await h.RestartAsync();
        var after = await h.ScheduleAsync("s");
        Expect.Equal((stored.Runs, stored.Next, 2L), (after.Runs, after.Next, after.Schedule.MaxRuns), "the schedule");
        await ExpectEndedAsync(h, await RunAsync(h, after), 2);
        await h.RestartAsync();
        await ExpectEndedAsync(h, await h.ScheduleAsync("s"), 2);
        var same = await h.PutAsync(Bounded(2));
        Expect.Equal((1L, 2L), (same.Revision, same.Runs), "the revision and runs after an identical put");
    }

    private static Schedule Bounded(long maxRuns) => StoreHarness.Every("s", 60) with { MaxRuns = maxRuns };

    /// <summary>Waits for the next tick and runs it.</summary>
    private static async Task<StoredSchedule> RunAsync(StoreHarness h, StoredSchedule stored)
    {
        h.Advance(60);
        Expect.Equal(true, await h.FireAsync(h.NextTick(stored)), "whether the tick was applied");
        return await h.ScheduleAsync("s");
    }

    private static async Task<StoredSchedule> SkipAsync(StoreHarness h, StoredSchedule stored)
    {
        h.Advance(60);
        var at = stored.Next!.Value;
        var skip = new FireRequest("s", stored.Revision, stored.Mark, at)
        {
            Ticks = [new Tick(at, h.Now, TickOutcome.Skipped) { Reason = "overlap" }],
        };
        Expect.Equal(true, await h.FireAsync(skip), "whether the skip was applied");
        return await h.ScheduleAsync("s");
    }

    private static async Task ExpectEndedAsync(StoreHarness h, StoredSchedule stored, long runs)
    {
        Expect.Equal(runs, stored.Runs, "the runs");
        Expect.Absent(stored.Next, "next tick of a schedule that has ended");
        Expect.Absent(stored.NextDue, "instant at which an ended schedule is due");
        var due = await h.Query.DueSchedulesAsync(h.Now.AddDays(1), 10, h.Cancellation);
        Expect.Equal(0, due.Items.Count, "the number of due schedules a day later");
        Expect.Absent(due.NextDue, "moment of the next one");
    }
}
