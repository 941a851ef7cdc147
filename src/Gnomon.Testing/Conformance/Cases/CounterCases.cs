using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>The counts by handler and by day.</summary>
internal static class CounterCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("counters", Empty_store_counts_nothing),
        Case("counters", Each_outcome_is_counted_in_its_place),
        Case("counters", What_is_put_off_or_handed_back_is_not_counted),
        Case("counters", Handlers_are_counted_apart),
        Case("counters", Days_are_those_of_utc_and_told_the_newest_first),
        Case("counters", Only_the_days_that_were_asked_for_are_told),
        Case("counters", Old_days_give_way_to_new_ones),
        Case("counters", Handlers_beyond_the_bound_are_counted_together),
        Case("counters", Kinds_of_jobs_beyond_the_bound_are_counted_together),
        Case("counters", Stale_attempt_is_not_counted),
        Case("counters", Lost_attempts_are_counted),
        Case("counters", Redriven_job_is_counted_for_each_of_its_ends),
        Case("counters", Same_id_or_key_again_is_not_accepted_again),
        Case("counters", Jobs_of_ticks_are_accepted),
        Case("counters", Load_follows_every_transition),
        Case("counters", Load_tells_versions_of_arguments_apart),
        RestartCase("counters", Counters_survive_a_restart),
        RestartCase("counters", Counters_survive_checkpoints_and_a_restart),
    ];

    private static async Task Empty_store_counts_nothing(StoreHarness h)
    {
        var counters = await CountersAsync(h);
        Expect.Equal((0, 0), (counters.Load.Count, counters.Days.Count), "the counts of load and days");
        await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await h.Query.GetCountersAsync(0, h.Cancellation), "asking for no days");
        await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await h.Query.GetCountersAsync(CounterLimits.MaxDays + 1, h.Cancellation),
            "asking for more days than are kept");
    }

    private static async Task Each_outcome_is_counted_in_its_place(StoreHarness h)
    {
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Succeeded);
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Dead);
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Retry, wait: 60);
        await ExpectTodayAsync(h, new HandlerCounts("work", 3, 1, 1, 1));
    }

    private static async Task What_is_put_off_or_handed_back_is_not_counted(StoreHarness h)
    {
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Snoozed, wait: 60);
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Parked, wait: 60);
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Cancelled);
        await h.ControlAsync(ControlAction.Cancel, await h.AddAsync());
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Released);
        await ExpectTodayAsync(h, new HandlerCounts("work", 5, 0, 0, 0));
    }

    private static async Task Handlers_are_counted_apart(StoreHarness h)
    {
        await h.SettleAsync(await h.StartAsync(s => s with { Handler = "mail" }), SettlementKind.Succeeded);
        await h.SettleAsync(await h.StartAsync(s => s with { Handler = "clean" }), SettlementKind.Dead);
        await h.AddAsync(s => s with { Handler = "mail", Queue = "other" });
        await ExpectTodayAsync(h, new HandlerCounts("clean", 1, 0, 1, 0), new HandlerCounts("mail", 2, 1, 0, 0));
    }

    private static async Task Days_are_those_of_utc_and_told_the_newest_first(StoreHarness h)
    {
        var first = DateOnly.FromDateTime(h.Now.UtcDateTime);
        var token = await h.StartAsync(s => s with { Retry = RetryPolicy.None });
        ToTheLastSecondOfTheDay(h);
        await h.RenewAsync(token);
        await h.AddAsync();
        h.Advance(1);
        Expect.Equal(true, (await h.SettleAsync(token, SettlementKind.Succeeded)).Applied, "whether it settled");
        var days = (await CountersAsync(h)).Days;
        Expect.Sequence([first.AddDays(1), first], days.Select(day => day.Day), "the days");
        Expect.Sequence([new HandlerCounts("work", 0, 1, 0, 0)], days[0].Handlers, "the counts of the second day");
        Expect.Sequence([new HandlerCounts("work", 2, 0, 0, 0)], days[1].Handlers, "the counts of the first day");
    }

    private static async Task Only_the_days_that_were_asked_for_are_told(StoreHarness h)
    {
        await h.AddAsync();
        h.Advance(86_400);
        Expect.Equal(0, (await CountersAsync(h, 1)).Days.Count, "the days of a day without jobs");
        await h.AddAsync();
        h.Advance(86_400);
        await h.AddAsync();
        Expect.Equal(1, (await CountersAsync(h, 1)).Days.Count, "the days of one that was asked for");
        Expect.Equal(2, (await CountersAsync(h, 2)).Days.Count, "the days of two that were asked for");
        Expect.Equal(3, (await CountersAsync(h)).Days.Count, "all days");
    }

    private static async Task Old_days_give_way_to_new_ones(StoreHarness h)
    {
        for (var day = 0; day < CounterLimits.MaxDays + 5; day++)
        {
            await h.AddAsync();
            h.Advance(86_400);
        }

        // Today nothing has happened, so of the days that are asked for one is not told.
        Expect.Equal(CounterLimits.MaxDays - 1, (await CountersAsync(h)).Days.Count, "the number of days");
        h.Time.StepWallClock(TimeSpan.FromDays(-1));
        Expect.Equal(CounterLimits.MaxDays, (await CountersAsync(h)).Days.Count, "the number of days, of the last");
    }

    private static async Task Handlers_beyond_the_bound_are_counted_together(StoreHarness h)
    {
        const int Extra = 3;
        var drafts = Enumerable.Range(0, CounterLimits.MaxHandlersInDay + Extra)
            .Select(i => h.Draft(s => s with { Handler = $"handler-{i:0000}" })).ToArray();
        await h.EnqueueAsync(drafts);
        var today = (await CountersAsync(h)).Days[0].Handlers;
        Expect.Equal(CounterLimits.MaxHandlersInDay + 1, today.Count, "the number of entries");
        Expect.Equal(new HandlerCounts(null, Extra, 0, 0, 0), today[^1], "the last entry");
        Expect.Equal("handler-0000", today[0].Handler, "the first entry's handler");
    }

    private static async Task Kinds_of_jobs_beyond_the_bound_are_counted_together(StoreHarness h)
    {
        const int Extra = 3;
        var drafts = Enumerable.Range(0, CounterLimits.MaxLoads + Extra)
            .Select(i => h.Draft(s => s with { Handler = $"handler-{i:0000}" })).ToArray();
        await h.EnqueueAsync(drafts);
        var load = (await CountersAsync(h)).Load;
        Expect.Equal(CounterLimits.MaxLoads + 1, load.Count, "the number of entries");
        Expect.Equal(new HandlerLoad(JobLimits.DefaultQueue, null, 0, Extra, 0), load[^1], "the last entry");
        foreach (var draft in drafts) await h.ControlAsync(ControlAction.Cancel, draft.Id);
        Expect.Equal(0, (await CountersAsync(h)).Load.Count, "the number of entries when no job waits");
        foreach (var draft in drafts) await h.ControlAsync(ControlAction.Delete, draft.Id);
        await h.AddAsync();
        Expect.Sequence(
            [new HandlerLoad(JobLimits.DefaultQueue, "work", 0, 1, 0)], (await CountersAsync(h)).Load,
            "the load once the others are gone");
    }

    private static async Task Stale_attempt_is_not_counted(StoreHarness h)
    {
        var stale = await h.StartAsync();
        h.Advance(7);
        await h.SweepAsync();
        var current = (await h.ClaimOneAsync()).Token;
        Expect.Equal(false, (await h.SettleAsync(stale, SettlementKind.Succeeded)).Applied, "whether it was applied");
        Expect.Equal(false, (await h.SettleAsync(stale, SettlementKind.Dead)).Applied, "whether it was applied");
        await ExpectTodayAsync(h, new HandlerCounts("work", 1, 0, 0, 1));
        await h.SettleAsync(current, SettlementKind.Succeeded);
        await h.SettleAsync(current, SettlementKind.Succeeded);
        await ExpectTodayAsync(h, new HandlerCounts("work", 1, 1, 0, 1));
    }

    private static async Task Lost_attempts_are_counted(StoreHarness h)
    {
        await h.AddAsync();
        for (var attempt = 0; attempt < JobLimits.MinLossesBeforeDead; attempt++)
        {
            await h.ClaimOneAsync();
            h.Advance(7);
            await h.SweepAsync();
        }

        await ExpectTodayAsync(h, new HandlerCounts("work", 1, 0, 1, JobLimits.MinLossesBeforeDead - 1));
    }

    private static async Task Redriven_job_is_counted_for_each_of_its_ends(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Dead);
        await h.ControlAsync(ControlAction.Retry, token.Job);
        await ExpectLoadAsync(h, waiting: 1, running: 0);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        await ExpectTodayAsync(h, new HandlerCounts("work", 1, 1, 1, 0));
        await h.ControlAsync(ControlAction.Retry, token.Job);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        await ExpectTodayAsync(h, new HandlerCounts("work", 1, 2, 1, 0));
    }

    private static async Task Same_id_or_key_again_is_not_accepted_again(StoreHarness h)
    {
        var draft = h.Draft(s => s with { Key = "once" });
        await h.EnqueueAsync(draft);
        await h.EnqueueAsync(draft);
        await h.EnqueueAsync(h.Draft(s => s with { Key = "once" }));
        await ExpectTodayAsync(h, new HandlerCounts("work", 1, 0, 0, 0));
    }

    private static async Task Jobs_of_ticks_are_accepted(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("often", 10));
        h.Advance(10);
        var request = h.NextTick(stored);
        await h.FireAsync(request);
        await h.FireAsync(request);
        await ExpectTodayAsync(h, new HandlerCounts("tick", 1, 0, 0, 0));
    }

    private static async Task Load_follows_every_transition(StoreHarness h)
    {
        var id = await h.AddInAsync(10);
        await ExpectLoadAsync(h, 1, 0);
        await h.ControlAsync(ControlAction.RunNow, id);
        await ExpectLoadAsync(h, 1, 0);
        var token = (await h.ClaimOneAsync()).Token;
        await ExpectLoadAsync(h, 0, 1);
        await h.SettleAsync(token, SettlementKind.Retry, wait: 5);
        await ExpectLoadAsync(h, 1, 0);
        h.Advance(5);
        token = (await h.ClaimOneAsync()).Token;
        await h.SettleAsync(token, SettlementKind.Released);
        await ExpectLoadAsync(h, 1, 0);
        await h.ClaimOneAsync();
        h.Advance(7);
        await h.SweepAsync();
        await ExpectLoadAsync(h, 1, 0);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        Expect.Equal(0, (await CountersAsync(h)).Load.Count, "the entries when the job has ended");
    }

    private static async Task Load_tells_versions_of_arguments_apart(StoreHarness h)
    {
        await h.AddAsync(s => s with { ArgsVersion = 2 });
        var rule = new UniqueRule { OnDuplicate = DuplicateAction.Replace };
        await h.AddAsync(s => s with { ArgsVersion = 1, Key = "k", Unique = rule });
        await h.AddAsync(s => s with { ArgsVersion = 1 });
        await ExpectVersionsAsync((1, 2), (2, 1));
        var replaced = await h.EnqueueAsync(h.Draft(s => s with { ArgsVersion = 3, Key = "k", Unique = rule }));
        Expect.Equal(EnqueueOutcome.Replaced, replaced[0].Outcome, "the outcome of the second enqueue");
        await ExpectVersionsAsync((1, 1), (2, 1), (3, 1));

        async Task ExpectVersionsAsync(params (int Version, long Waiting)[] expected) => Expect.Sequence(
            expected.Select(e => new HandlerLoad(JobLimits.DefaultQueue, "work", e.Version, e.Waiting, 0)),
            (await CountersAsync(h)).Load, "the load");
    }

    private static async Task Counters_survive_a_restart(StoreHarness h)
    {
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Succeeded);
        h.Advance(86_400);
        await h.SettleAsync(await h.StartAsync(s => s with { Handler = "other" }), SettlementKind.Dead);
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Retry, wait: 3600);
        await h.AddAsync(s => s with { ArgsVersion = 4 });
        await h.StartAsync(s => s with { Queue = "b" });
        await ExpectSameAfterRestartAsync(h);
        await ExpectSameAfterRestartAsync(h);
    }

    private static async Task Counters_survive_checkpoints_and_a_restart(StoreHarness h)
    {
        const string Text = "\"a text of some length, so that the journal grows as it would with real jobs\"";
        // Enough for several checkpoints where the files are small, and jobs that end are removed on the way.
        for (var round = 0; round < 40; round++)
        {
            var handler = $"handler-{round % 7}";
            var drafts = Enumerable.Range(0, 100).Select(_ => h.Draft(s => s with
            {
                Handler = handler, Retention = TimeSpan.FromHours(1), Args = Encoding.UTF8.GetBytes(Text),
            })).ToArray();
            await h.EnqueueAsync(drafts);
            var settlements = (await h.ClaimAsync(90)).Select((job, i) => new Settlement(
                job.Token, i % 10 == 0 ? SettlementKind.Dead : i % 10 == 1 ? SettlementKind.Retry
                    : SettlementKind.Succeeded)
            {
                Wait = TimeSpan.FromDays(1),
            });
            await h.Store.SettleAsync([.. settlements], h.Cancellation);
            h.Advance(7200);
            await h.SweepAsync();
            if (round % 13 == 0) await ExpectSameAfterRestartAsync(h);
        }

        var counters = await ExpectSameAfterRestartAsync(h);
        var all = counters.Days.SelectMany(day => day.Handlers).ToList();
        Expect.Equal(40 * 100, all.Sum(c => c.Accepted), "the accepted jobs");
        Expect.Equal(40 * 9, all.Sum(c => c.Failed), "the jobs that failed");
    }

    private static async Task<JobCounters> ExpectSameAfterRestartAsync(StoreHarness h)
    {
        var before = await CountersAsync(h);
        await h.RestartAsync();
        var after = await CountersAsync(h);
        // A claim of the process of before counts as running until it is recovered, as it did before.
        Expect.Sequence(before.Load, after.Load, "the load after the restart");
        Expect.Sequence(before.Days.Select(d => d.Day), after.Days.Select(d => d.Day), "the days after the restart");
        foreach (var (was, now) in before.Days.Zip(after.Days))
            Expect.Sequence(was.Handlers, now.Handlers, $"the counts of {was.Day:O} after the restart");
        return after;
    }

    private static void ToTheLastSecondOfTheDay(StoreHarness h) =>
        h.Time.Advance(h.Now.UtcDateTime.Date.AddDays(1).AddSeconds(-1) - h.Now.UtcDateTime);

    private static async Task<JobCounters> CountersAsync(StoreHarness h, int days = CounterLimits.MaxDays) =>
        await h.Query.GetCountersAsync(days, h.Cancellation);

    private static async Task ExpectTodayAsync(StoreHarness h, params HandlerCounts[] expected)
    {
        var days = (await CountersAsync(h, 1)).Days;
        Expect.Equal(1, days.Count, "the number of days");
        Expect.Equal(DateOnly.FromDateTime(h.Now.UtcDateTime), days[0].Day, "the day");
        Expect.Sequence(expected, days[0].Handlers, "the counts of today");
    }

    private static async Task ExpectLoadAsync(StoreHarness h, long waiting, long running) => Expect.Sequence(
        [new HandlerLoad(JobLimits.DefaultQueue, "work", 0, waiting, running)], (await CountersAsync(h)).Load,
        "the load");
}
