using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How ticks become jobs.</summary>
internal static class FireCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P2", Fired_tick_makes_one_job_and_moves_the_mark),
        Case("P2", Same_request_twice_applies_once),
        Case("P2", Ten_leaders_firing_one_tick_make_one_job),
        Case("P2", Fire_with_an_old_mark_is_refused),
        Case("P2", Fire_with_an_old_revision_is_refused),
        Case("P2", Fire_of_an_unknown_schedule_is_refused),
        Case("P2", Each_request_is_its_own_commit),
        Case("P2", Skipped_tick_is_recorded_with_its_reason),
        Case("P2", Tick_whose_job_is_there_already_makes_no_second_one),
        Case("fire", Live_jobs_counts_jobs_that_have_not_ended),
        Case("fire", Last_tick_is_the_last_that_ran),
        Case("bounds", Newest_hundred_ticks_are_kept),
        Case("fire", Ticks_are_listed_newest_first_in_pages),
    ];

    private static async Task Fired_tick_makes_one_job_and_moves_the_mark(StoreHarness h)
    {
        var stored = await DueScheduleAsync(h);
        var at = stored.Next!.Value;
        Expect.Equal(true, await h.FireAsync(h.NextTick(stored)), "whether the request was applied");
        var after = await h.ScheduleAsync("s");
        Expect.Equal(at, after.Mark, "the mark");
        Expect.Equal(after.Schedule.Next(at), after.Next, "the next tick");
        Expect.Equal(stored.Revision, after.Revision, "the revision");
        var job = await h.JobAsync(JobId.ForTick("s", at));
        Expect.Equal(JobState.Ready, job.State, "the state of the tick's job");
        Expect.Equal("s", job.Spec.Schedule, "the schedule of the tick's job");
        Expect.Equal(at, job.Spec.Tick, "the tick of the tick's job");
        var ticks = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Sequence([new Tick(at, h.Now, TickOutcome.Ran) { Job = job.Id }], ticks.Items, "the ticks");
        Expect.Equal(job.Id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Same_request_twice_applies_once(StoreHarness h)
    {
        var request = h.NextTick(await DueScheduleAsync(h));
        var applied = await h.Store.FireAsync([request, request], h.Cancellation);
        Expect.Sequence([true, false], applied.Select(a => a.Applied), "which of two equal requests were applied");
        Expect.Equal(false, await h.FireAsync(request), "whether the request was applied once more");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
        var ticks = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Equal(1, ticks.Items.Count, "the number of ticks");
    }

    private static async Task Ten_leaders_firing_one_tick_make_one_job(StoreHarness h)
    {
        var request = h.NextTick(await DueScheduleAsync(h));
        var applied = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => h.FireAsync(request), h.Cancellation)));
        Expect.Equal(1, applied.Count(a => a), "the number of requests that were applied");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Fire_with_an_old_mark_is_refused(StoreHarness h)
    {
        var stored = await DueScheduleAsync(h);
        await h.FireAsync(h.NextTick(stored));
        var late = h.NextTick(stored) with { NewMark = h.Now };
        Expect.Equal(false, await h.FireAsync(late), "whether a request with an old mark was applied");
        Expect.Equal(stored.Next, (await h.ScheduleAsync("s")).Mark, "the mark");
    }

    private static async Task Fire_with_an_old_revision_is_refused(StoreHarness h)
    {
        var stored = await DueScheduleAsync(h);
        var request = h.NextTick(stored);
        var edited = await h.PutAsync(StoreHarness.Every("s", 5));
        Expect.Equal(
            false, await h.FireAsync(request with { ExpectedMark = edited.Mark, NewMark = edited.Mark.AddSeconds(1) }),
            "whether a request with an old revision was applied");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Fire_of_an_unknown_schedule_is_refused(StoreHarness h)
    {
        var request = h.NextTick(await DueScheduleAsync(h));
        Expect.Equal(false, await h.FireAsync(request with { Schedule = "nobody" }), "whether it was applied");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Each_request_is_its_own_commit(StoreHarness h)
    {
        var first = await h.PutAsync(StoreHarness.Every("one", 60));
        var second = await h.PutAsync(StoreHarness.Every("two", 60));
        h.Advance(60);
        var stale = h.NextTick(first) with { ExpectedMark = first.Mark.AddSeconds(-1) };
        var applied = await h.Store.FireAsync([stale, h.NextTick(second)], h.Cancellation);
        Expect.Sequence([false, true], applied.Select(a => a.Applied), "which requests were applied");
        Expect.Equal("two", (await h.ListAsync()).Single().Spec.Schedule, "the schedule of the one job");
    }

    private static async Task Skipped_tick_is_recorded_with_its_reason(StoreHarness h)
    {
        var stored = await DueScheduleAsync(h);
        var at = stored.Next!.Value;
        var skip = new Tick(at, h.Now, TickOutcome.Skipped) { Reason = "overlap", Until = at.AddMinutes(3) };
        var request = new FireRequest("s", stored.Revision, stored.Mark, at.AddMinutes(3)) { Ticks = [skip] };
        Expect.Equal(true, await h.FireAsync(request), "whether the skip was applied");
        var ticks = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Sequence([skip], ticks.Items, "the ticks");
        var after = await h.ScheduleAsync("s");
        Expect.Absent(after.LastTick, "last tick that ran");
        Expect.Equal(0, after.LiveJobs, "the live jobs");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Tick_whose_job_is_there_already_makes_no_second_one(StoreHarness h)
    {
        var stored = await DueScheduleAsync(h);
        var request = h.NextTick(stored);
        await h.FireAsync(request);
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["s"]), h.Cancellation);
        h.Time.StepWallClock(TimeSpan.FromMinutes(-2));
        var anew = await h.PutAsync(stored.Schedule);
        var again = request with { ExpectedRevision = anew.Revision, ExpectedMark = anew.Mark };
        await h.FireAsync(again);
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs of one tick");
    }

    private static async Task Live_jobs_counts_jobs_that_have_not_ended(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        for (var i = 0; i < 3; i++)
        {
            h.Advance(60);
            await h.FireAsync(h.NextTick(stored));
            stored = await h.ScheduleAsync("s");
        }

        Expect.Equal(3, stored.LiveJobs, "the live jobs after three ticks");
        var jobs = await h.ClaimAsync(2);
        await h.SettleAsync(jobs[0].Token, SettlementKind.Succeeded);
        await h.SettleAsync(jobs[1].Token, SettlementKind.Retry, 5);
        Expect.Equal(2, (await h.ScheduleAsync("s")).LiveJobs, "the live jobs after one ended and one retries");
        await h.ControlAsync(ControlAction.Retry, jobs[0].Token.Job);
        Expect.Equal(3, (await h.ScheduleAsync("s")).LiveJobs, "the live jobs after a revival");
    }

    private static async Task Last_tick_is_the_last_that_ran(StoreHarness h)
    {
        var stored = await DueScheduleAsync(h);
        var ran = stored.Next!.Value;
        await h.FireAsync(h.NextTick(stored));
        stored = await h.ScheduleAsync("s");
        var skipped = stored.Next!.Value;
        await h.FireAsync(new FireRequest("s", stored.Revision, stored.Mark, skipped)
        {
            Ticks = [new Tick(skipped, h.Now, TickOutcome.Skipped) { Reason = "overlap" }],
        });
        Expect.Equal(ran, (await h.ScheduleAsync("s")).LastTick, "the last tick that ran");
    }

    private static async Task Newest_hundred_ticks_are_kept(StoreHarness h)
    {
        var times = await FireManyAsync(h, 110);
        var ticks = await h.Query.ListTicksAsync("s", null, 100, h.Cancellation);
        times.Reverse();
        Expect.Sequence(times.Take(100), ticks.Items.Select(t => t.At), "the newest hundred ticks");
    }

    private static async Task Ticks_are_listed_newest_first_in_pages(StoreHarness h)
    {
        var times = await FireManyAsync(h, 7);
        var listed = new List<DateTimeOffset>();
        string? cursor = null;
        do
        {
            var page = await h.Query.ListTicksAsync("s", cursor, 3, h.Cancellation);
            Expect.That(page.Items.Count <= 3, $"a page of at most 3 ticks; it has {page.Items.Count}");
            listed.AddRange(page.Items.Select(t => t.At));
            cursor = page.Next;
        }
        while (cursor is not null);
        times.Reverse();
        Expect.Sequence(times, listed, "the ticks");
    }

    private static async Task<List<DateTimeOffset>> FireManyAsync(StoreHarness h, int count)
    {
        var times = new List<DateTimeOffset>();
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        for (var i = 0; i < count; i++)
        {
            h.Advance(60);
            times.Add(stored.Next!.Value);
            Expect.Equal(true, await h.FireAsync(h.NextTick(stored)), "whether the tick was applied");
            stored = await h.ScheduleAsync("s");
        }

        return times;
    }

    /// <summary>A schedule with several ticks overdue.</summary>
    private static async Task<StoredSchedule> DueScheduleAsync(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        h.Advance(300);
        return stored;
    }
}
