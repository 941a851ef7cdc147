using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What can be read.</summary>
internal static class QueryCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("query", Unknown_things_are_absent),
        Case("query", Empty_store_lists_nothing),
        Case("query", Jobs_are_listed_newest_first_in_pages),
        Case("query", Cursor_stays_in_place_while_jobs_come),
        Case("query", Cursor_survives_the_deletion_of_its_job),
        Case("query", Unknown_cursor_begins_at_the_newest),
        Case("query", Each_filter_selects_its_jobs),
        Case("query", Filters_combine),
        Case("query", Filtered_list_follows_a_change_of_state),
        Case("query", Counts_equal_what_is_listed),
        Case("query", Counts_follow_every_transition),
    ];

    private static async Task Unknown_things_are_absent(StoreHarness h)
    {
        var id = JobId.New(h.Time);
        Expect.Absent(await h.Query.GetJobAsync(id, h.Cancellation), "unknown job");
        Expect.Absent(await h.Query.GetLogsAsync(id, h.Cancellation), "log of an unknown job");
        Expect.Absent(await h.Query.GetScheduleAsync("nobody", h.Cancellation), "unknown schedule");
        var ticks = await h.Query.ListTicksAsync("nobody", null, 10, h.Cancellation);
        Expect.Equal(0, ticks.Items.Count, "the number of ticks of an unknown schedule");
    }

    private static async Task Empty_store_lists_nothing(StoreHarness h)
    {
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs");
        await ExpectListAsync(h, new JobFilter { State = JobState.Ready });
        Expect.Equal(0, (await h.Query.ListSchedulesAsync(null, 10, h.Cancellation)).Items.Count, "the schedules");
        Expect.Absent((await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation)).NextDue, "next due schedule");
        Expect.Equal(0, (await h.Query.GetStatsAsync(h.Cancellation)).Jobs.Values.Sum(), "the count of all jobs");
        await h.AddAsync();
    }

    private static async Task Jobs_are_listed_newest_first_in_pages(StoreHarness h)
    {
        var ids = await AddManyAsync(h, 25);
        ids.Reverse();
        Expect.Sequence(ids, (await h.ListAsync(limit: 10)).Select(j => j.Id), "jobs listed in pages of 10");
        Expect.Sequence(ids, (await h.ListAsync(limit: 1)).Select(j => j.Id), "jobs listed in pages of 1");
    }

    private static async Task Cursor_stays_in_place_while_jobs_come(StoreHarness h)
    {
        var ids = await AddManyAsync(h, 10);
        ids.Reverse();
        var first = await h.Query.ListJobsAsync(new JobFilter(), null, 4, h.Cancellation);
        await AddManyAsync(h, 5);
        await h.ClaimAsync(3);
        var rest = await h.Query.ListJobsAsync(new JobFilter(), first.Next, 100, h.Cancellation);
        Expect.Sequence(ids, first.Items.Concat(rest.Items).Select(j => j.Id), "both pages together");
    }

    private static async Task Cursor_survives_the_deletion_of_its_job(StoreHarness h)
    {
        var ids = await AddManyAsync(h, 10);
        ids.Reverse();
        var first = await h.Query.ListJobsAsync(new JobFilter(), null, 4, h.Cancellation);
        foreach (var id in ids.Skip(3).Take(2))
        {
            await h.ControlAsync(ControlAction.Cancel, id);
            await h.ControlAsync(ControlAction.Delete, id);
        }

        var rest = await h.Query.ListJobsAsync(new JobFilter(), first.Next, 100, h.Cancellation);
        Expect.Sequence(ids.Skip(5), rest.Items.Select(j => j.Id), "the second page");
    }

    private static async Task Unknown_cursor_begins_at_the_newest(StoreHarness h)
    {
        var ids = await AddManyAsync(h, 3);
        ids.Reverse();
        var page = await h.Query.ListJobsAsync(new JobFilter(), "no such cursor!", 10, h.Cancellation);
        Expect.Sequence(ids, page.Items.Select(j => j.Id), "the page of a cursor that was never given");
    }

    private static async Task Each_filter_selects_its_jobs(StoreHarness h)
    {
        await h.AddAsync();
        var queue = await h.AddAsync(s => s with { Queue = "mail" });
        var handler = await h.AddAsync(s => s with { Handler = "resize" });
        var tag = await h.AddAsync(s => s with { Tags = ["red", "blue"] });
        var state = await h.AddInAsync(60);
        var schedule = await h.AddAsync(s => s with { Schedule = "nightly", Tick = h.Now });
        await ExpectListAsync(h, new JobFilter { Queue = "mail" }, queue);
        await ExpectListAsync(h, new JobFilter { Handler = "resize" }, handler);
        await ExpectListAsync(h, new JobFilter { Tag = "blue" }, tag);
        await ExpectListAsync(h, new JobFilter { State = JobState.Scheduled }, state);
        await ExpectListAsync(h, new JobFilter { Schedule = "nightly" }, schedule);
        await ExpectListAsync(h, new JobFilter { Tag = "green" });
    }

    private static async Task Filters_combine(StoreHarness h)
    {
        await h.AddAsync(s => s with { Queue = "mail", Tags = ["red"] });
        var both = await h.AddAsync(s => s with { Queue = "mail", Tags = ["blue"] });
        await h.AddAsync(s => s with { Tags = ["blue"] });
        await ExpectListAsync(h, new JobFilter { Queue = "mail", Tag = "blue", State = JobState.Ready }, both);
        await ExpectListAsync(h, new JobFilter { Queue = "mail", Tag = "blue", State = JobState.Dead });
    }

    private static async Task Filtered_list_follows_a_change_of_state(StoreHarness h)
    {
        var token = await h.StartAsync();
        await ExpectListAsync(h, new JobFilter { State = JobState.Running }, token.Job);
        await h.SettleAsync(token, SettlementKind.Dead);
        await ExpectListAsync(h, new JobFilter { State = JobState.Running });
        await ExpectListAsync(h, new JobFilter { State = JobState.Dead }, token.Job);
    }

    private static async Task Counts_equal_what_is_listed(StoreHarness h)
    {
        await AddManyAsync(h, 9);
        await h.AddInAsync(3600, s => s with { Queue = "mail" });
        await h.AddAsync(s => s with { Queue = "mail" });
        var jobs = await h.ClaimAsync(4);
        await h.SettleAsync(jobs[0].Token, SettlementKind.Succeeded);
        await h.SettleAsync(jobs[1].Token, SettlementKind.Dead);
        await h.SettleAsync(jobs[2].Token, SettlementKind.Retry, 60);
        await StatsCheck.ExpectCountsEqualListAsync(h);
    }

    private static async Task Counts_follow_every_transition(StoreHarness h)
    {
        var short_ = await h.StartAsync(s => s with { Retention = TimeSpan.FromSeconds(5) });
        await h.SettleAsync(short_, SettlementKind.Succeeded);
        await h.AddAsync(s => s with { Deadline = h.Now.AddSeconds(1) });
        var lost = await h.StartAsync(s => s with { Queue = "lost" });
        var cancelled = await h.AddAsync();
        await h.ControlAsync(ControlAction.Cancel, cancelled);
        var deleted = await h.AddAsync();
        await h.ControlAsync(ControlAction.Cancel, deleted);
        await h.ControlAsync(ControlAction.Delete, deleted);
        await h.AddInAsync(20);
        await StatsCheck.ExpectCountsEqualListAsync(h);
        h.Advance(30);
        await h.SweepAsync();
        await StatsCheck.ExpectCountsEqualListAsync(h);
        await h.ControlAsync(ControlAction.Retry, cancelled);
        await StatsCheck.ExpectCountsEqualListAsync(h);
        await h.ExpectStateAsync(JobState.Ready, lost.Job);
        var stats = await h.Query.GetStatsAsync(h.Cancellation);
        Expect.Equal(3, stats.Jobs.GetValueOrDefault(JobState.Ready), "the count of ready jobs");
        Expect.Equal(1, stats.Jobs.GetValueOrDefault(JobState.Expired), "the count of expired jobs");
        Expect.Equal(0, stats.Jobs.GetValueOrDefault(JobState.Succeeded), "the count of succeeded jobs");
    }

    private static async Task ExpectListAsync(StoreHarness h, JobFilter filter, params JobId[] expected) =>
        Expect.Sequence(expected, (await h.ListAsync(filter)).Select(j => j.Id), $"the jobs for {filter}");

    private static async Task<List<JobId>> AddManyAsync(StoreHarness h, int count)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await h.AddAsync());
            h.Advance(0.5);
        }

        return ids;
    }
}
