using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How many jobs may run at once, of a queue and of a key. A slot is the running state itself.</summary>
internal static class LimitCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("limits", Limited_queue_hands_out_no_more_than_it_may),
        Case("limits", Limit_of_a_queue_holds_over_all_nodes),
        Case("limits", Limit_of_one_queue_leaves_the_others_alone),
        Case("limits", Every_way_to_end_an_attempt_frees_its_slot),
        Case("limits", Cancelled_running_job_frees_its_slot_when_it_ends),
        Case("limits", Stale_settlement_frees_no_slot),
        Case("limits", Lost_lease_frees_its_slot_when_it_is_recovered),
        Case("limits", Job_that_passes_its_deadline_takes_no_slot),
        Case("limits", Settlement_tells_that_it_freed_a_slot),
        Case("limits", Lowered_limit_lets_running_jobs_go_on),
        Case("limits", Raised_limit_lets_more_go_at_once),
        Case("limits", Limit_that_is_set_counts_what_runs_already),
        Case("limits", Cleared_limits_hold_nothing_back),
        Case("limits", Limits_and_pause_change_apart),
        Case("limits", Queue_tells_its_limits),
        Case("limits", Limits_out_of_bounds_are_refused),
        Case("limits", Limit_by_key_counts_each_key_for_itself),
        Case("limits", Job_without_a_limit_key_is_not_counted_by_key),
        Case("limits", Limit_by_key_that_is_set_later_counts_what_runs_already),
        Case("limits", Blocked_key_does_not_hold_up_the_others),
        Case("limits", Priority_is_kept_among_what_may_run),
        Case("limits", Jobs_that_become_free_keep_their_place),
        Case("limits", Both_limits_hold_together),
        Case("limits", Due_jobs_are_held_by_the_limits_too),
        Case("limits", Waiting_job_of_a_full_key_can_be_cancelled_and_revived),
        RestartCase("limits", Limits_survive_a_restart),
        RestartCase("limits", Slots_of_the_ended_process_are_free_once_recovered),
        RestartCase("limits", Cleared_limits_stay_cleared_after_a_restart),
    ];

    private static async Task Limited_queue_hands_out_no_more_than_it_may(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 3 });
        var ids = await h.AddManyAsync(5);
        var jobs = await h.ClaimAsync();
        Expect.Sequence(ids.Take(3), Ids(jobs), "the claimed jobs");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while 3 of 3 run");
        await h.SettleAsync(jobs[1].Token, SettlementKind.Succeeded);
        Expect.Sequence([ids[3]], Ids(await h.ClaimAsync()), "the jobs claimed after one ended");
    }

    private static async Task Limit_of_a_queue_holds_over_all_nodes(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 2 });
        await h.AddManyAsync(6);
        var got = 0;
        for (var node = 0; node < 4; node++)
        {
            var request = new ClaimRequest($"node-{node}", [JobLimits.DefaultQueue], 10, StoreHarness.Lease);
            got += (await h.Store.ClaimAsync(request, h.Cancellation)).Jobs.Count;
        }

        Expect.Equal(2, got, "the number of jobs that four nodes got of a queue limited to 2");
    }

    private static async Task Limit_of_one_queue_leaves_the_others_alone(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 }, "a");
        for (var i = 0; i < 3; i++)
        {
            await h.AddAsync(s => s with { Queue = "a" });
            await h.AddAsync(s => s with { Queue = "b" });
        }

        var jobs = await h.ClaimAsync(10, "a", "b");
        Expect.Sequence(["a", "b", "b", "b"], jobs.Select(job => job.Spec.Queue), "the queues of the claimed jobs");
    }

    private static async Task Every_way_to_end_an_attempt_frees_its_slot(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        foreach (var kind in Enum.GetValues<SettlementKind>())
        {
            await h.AddManyAsync(2);
            var job = await h.ClaimOneAsync();
            Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while the slot is taken");
            await h.SettleAsync(job.Token, kind, wait: 3600);
            var next = await h.ClaimOneAsync();
            await h.SettleAsync(next.Token, SettlementKind.Succeeded);
            if (kind == SettlementKind.Released)
                await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Cancelled_running_job_frees_its_slot_when_it_ends(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        var token = await h.StartAsync();
        var next = await h.AddAsync();
        await h.ControlAsync(ControlAction.Cancel, token.Job);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while the handler is stopping");
        await h.SettleAsync(token, SettlementKind.Cancelled);
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the job claimed after that");
    }

    private static async Task Stale_settlement_frees_no_slot(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Released);
        await h.ClaimOneAsync();
        await h.AddAsync();
        var late = await h.SettleAsync(token, SettlementKind.Succeeded);
        Expect.Equal(false, late.Applied, "whether the stale settlement was applied");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed after it");
    }

    private static async Task Lost_lease_frees_its_slot_when_it_is_recovered(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        var lost = await h.StartAsync();
        var next = await h.AddAsync();
        h.Advance(StoreHarness.Lease.TotalSeconds);
        var sweep = await h.SweepAsync();
        Expect.Equal(1, sweep.Recovered, "the number of recovered jobs");
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the one job claimed after that");
        Expect.Equal(false, (await h.SettleAsync(lost, SettlementKind.Succeeded)).Applied, "whether the lost one settles");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while the slot is taken");
    }

    private static async Task Job_that_passes_its_deadline_takes_no_slot(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1, PerKeyConcurrency = 1 });
        var late = await h.AddAsync(s => s with { LimitKey = "k", Deadline = h.Now.AddSeconds(5) });
        var next = await h.AddAsync(s => s with { LimitKey = "k" });
        h.Advance(6);
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
        await h.ExpectStateAsync(JobState.Expired, late);
    }

    private static async Task Settlement_tells_that_it_freed_a_slot(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        var token = await h.StartAsync();
        await h.AddManyAsync(1);
        var freed = await h.SettleAsync(token, SettlementKind.Retry, wait: 60);
        Expect.Equal(true, freed.Freed, "whether it tells that another job may go");
        token = (await h.ClaimOneAsync()).Token;
        var last = await h.SettleAsync(token, SettlementKind.Succeeded);
        Expect.Equal(false, last.Freed, "whether it tells so when no job is ready");
    }

    private static async Task Lowered_limit_lets_running_jobs_go_on(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 3 });
        await h.AddManyAsync(4);
        var jobs = await h.ClaimAsync();
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        foreach (var job in jobs)
        {
            Expect.Equal(RenewOutcome.Held, await h.RenewAsync(job.Token), "the outcome of a renewal");
            Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed over the lowered limit");
            Expect.Equal(true, (await h.SettleAsync(job.Token, SettlementKind.Succeeded)).Applied, "whether it settled");
        }

        Expect.Equal(1, (await h.ClaimAsync()).Count, "the number of jobs claimed when none runs any more");
    }

    private static async Task Raised_limit_lets_more_go_at_once(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        await h.AddManyAsync(5);
        await h.ClaimOneAsync();
        await h.LimitAsync(new QueueLimits { Concurrency = 3 });
        Expect.Equal(2, (await h.ClaimAsync()).Count, "the number of jobs claimed after the limit was raised by 2");
    }

    private static async Task Limit_that_is_set_counts_what_runs_already(StoreHarness h)
    {
        await h.AddManyAsync(4);
        await h.ClaimAsync(2);
        await h.LimitAsync(new QueueLimits { Concurrency = 3 });
        Expect.Equal(1, (await h.ClaimAsync()).Count, "the number of jobs claimed while 2 run and 3 may");
    }

    private static async Task Cleared_limits_hold_nothing_back(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1, PerKeyConcurrency = 1, StrictOrder = true });
        var ids = await h.AddManyAsync(3, "k");
        await h.ClaimOneAsync();
        await h.LimitAsync(QueueLimits.None);
        Expect.Sequence(ids.Skip(1), Ids(await h.ClaimAsync()), "the jobs claimed without limits");
    }

    private static async Task Limits_and_pause_change_apart(StoreHarness h)
    {
        await h.AddManyAsync(2);
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, Paused: true), h.Cancellation);
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed from the paused queue");
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, Paused: false), h.Cancellation);
        Expect.Equal(1, (await h.ClaimAsync()).Count, "the number of jobs claimed from the resumed, limited queue");
    }

    private static async Task Queue_tells_its_limits(StoreHarness h)
    {
        var limits = new QueueLimits
        {
            Concurrency = 4, PerKeyConcurrency = 2, StrictOrder = true,
            Rate = new RateLimit(10, TimeSpan.FromSeconds(1), 20),
            PerKeyRate = new RateLimit(3, TimeSpan.FromMinutes(1), Kind: RateKind.SlidingWindow),
        };
        await h.LimitAsync(limits, "later");
        Expect.Equal(limits, await LimitsOfAsync(h, "later"), "the limits of a queue without jobs");
        await h.LimitAsync(QueueLimits.None, "later");
        await h.AddAsync(s => s with { Queue = "later" });
        Expect.Equal(QueueLimits.None, await LimitsOfAsync(h, "later"), "its limits after they were cleared");
    }

    private static async Task Limits_out_of_bounds_are_refused(StoreHarness h)
    {
        QueueLimits[] wrong =
        [
            new() { Concurrency = 0 },
            new() { PerKeyConcurrency = QueueLimits.MaxConcurrency + 1 },
            new() { Rate = new RateLimit(0, TimeSpan.FromSeconds(1)) },
            new() { Rate = new RateLimit(1, TimeSpan.Zero) },
            new() { Rate = new RateLimit(1, QueueLimits.MaxRatePer + TimeSpan.FromSeconds(1)) },
            new() { PerKeyRate = new RateLimit(1, TimeSpan.FromSeconds(1), 0) },
            new() { PerKeyRate = new RateLimit(1, TimeSpan.FromSeconds(1), 5, RateKind.SlidingWindow) },
            new()
            {
                Rate = new RateLimit(
                    QueueLimits.MaxWindowCount + 1, TimeSpan.FromSeconds(1), Kind: RateKind.SlidingWindow),
            },
        ];
        foreach (var limits in wrong)
            await Expect.ThrowsAsync<InvalidJobException>(
                () => h.LimitAsync(limits).AsTask(), $"setting the limits {limits}");
        await h.AddManyAsync(3);
        Expect.Equal(3, (await h.ClaimAsync()).Count, "the number of jobs claimed after refused limits");
    }

    private static async Task Limit_by_key_counts_each_key_for_itself(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 2 });
        var a = await h.AddManyAsync(3, "a");
        var b = await h.AddManyAsync(3, "b");
        var jobs = await h.ClaimAsync();
        Expect.Sequence([a[0], a[1], b[0], b[1]], Ids(jobs), "the claimed jobs");
        await h.SettleAsync(jobs[2].Token, SettlementKind.Succeeded);
        Expect.Sequence([b[2]], Ids(await h.ClaimAsync()), "the jobs claimed after one of key b ended");
    }

    private static async Task Job_without_a_limit_key_is_not_counted_by_key(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits
        {
            PerKeyConcurrency = 1, StrictOrder = true, PerKeyRate = new RateLimit(1, TimeSpan.FromHours(1)),
        });
        var ids = await h.AddManyAsync(4);
        Expect.Sequence(ids, Ids(await h.ClaimAsync()), "the claimed jobs");
    }

    private static async Task Limit_by_key_that_is_set_later_counts_what_runs_already(StoreHarness h)
    {
        var ids = await h.AddManyAsync(4, "k");
        var running = await h.ClaimAsync(1);
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 2 });
        Expect.Sequence([ids[1]], Ids(await h.ClaimAsync()), "the jobs claimed while 1 runs and 2 may");
        await h.SettleAsync(running[0].Token, SettlementKind.Succeeded);
        Expect.Sequence([ids[2]], Ids(await h.ClaimAsync()), "the jobs claimed after the first ended");
    }

    private static async Task Blocked_key_does_not_hold_up_the_others(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        await h.AddManyAsync(50, "busy");
        await h.ClaimOneAsync();
        var other = await h.AddManyAsync(1, "idle");
        var plain = await h.AddManyAsync(1);
        Expect.Sequence([other[0], plain[0]], Ids(await h.ClaimAsync()), "the claimed jobs");
    }

    private static async Task Priority_is_kept_among_what_may_run(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var low = await h.AddAsync(s => s with { LimitKey = "a", Priority = 1 });
        var high = await h.AddAsync(s => s with { LimitKey = "a", Priority = 9 });
        var plain = await h.AddAsync(s => s with { Priority = 5 });
        var older = await h.AddAsync(s => s with { LimitKey = "b", Priority = 5 });
        var jobs = await h.ClaimAsync();
        Expect.Sequence([high, plain, older], Ids(jobs), "the claimed jobs");
        var last = await h.AddAsync(s => s with { Priority = 0 });
        await h.SettleAsync(jobs[0].Token, SettlementKind.Succeeded);
        Expect.Sequence([low, last], Ids(await h.ClaimAsync()), "the jobs claimed after the first ended");
    }

    private static async Task Jobs_that_become_free_keep_their_place(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var a = await h.AddManyAsync(2, "a");
        var running = await h.ClaimOneAsync();
        var plain = await h.AddManyAsync(2);
        await h.SettleAsync(running.Token, SettlementKind.Succeeded);
        Expect.Sequence([a[1], .. plain], Ids(await h.ClaimAsync()), "the claimed jobs, the one held back first");
    }

    private static async Task Both_limits_hold_together(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 3, PerKeyConcurrency = 2 });
        var a = await h.AddManyAsync(4, "a");
        var b = await h.AddManyAsync(4, "b");
        Expect.Sequence([a[0], a[1], b[0]], Ids(await h.ClaimAsync()), "the claimed jobs");
    }

    private static async Task Due_jobs_are_held_by_the_limits_too(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 2, PerKeyConcurrency = 1 });
        for (var i = 0; i < 3; i++) await h.AddInAsync(5, s => s with { LimitKey = "a" });
        for (var i = 0; i < 3; i++) await h.AddInAsync(5, s => s with { LimitKey = "b" });
        h.Advance(5);
        var jobs = await h.ClaimAsync();
        Expect.Sequence(["a", "b"], jobs.Select(job => job.Spec.LimitKey!), "the limit keys of the claimed jobs");
        await h.SweepAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed after a sweep");
    }

    private static async Task Waiting_job_of_a_full_key_can_be_cancelled_and_revived(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var ids = await h.AddManyAsync(3, "k");
        var first = await h.ClaimOneAsync();
        await h.ControlAsync(ControlAction.Cancel, ids[1]);
        await h.ExpectStateAsync(JobState.Cancelled, ids[1]);
        await h.SettleAsync(first.Token, SettlementKind.Succeeded);
        var second = await h.ClaimOneAsync();
        Expect.Equal(ids[2], second.Token.Job, "the job claimed instead of the cancelled one");
        await h.ControlAsync(ControlAction.Retry, ids[1]);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while the key is full");
        await h.SettleAsync(second.Token, SettlementKind.Succeeded);
        Expect.Equal(ids[1], (await h.ClaimOneAsync()).Token.Job, "the revived job");
    }

    private static async Task Limits_survive_a_restart(StoreHarness h)
    {
        var limits = new QueueLimits
        {
            Concurrency = 2, PerKeyConcurrency = 1, Rate = new RateLimit(100, TimeSpan.FromSeconds(1), 200),
            PerKeyRate = new RateLimit(7, TimeSpan.FromSeconds(1), Kind: RateKind.SlidingWindow),
        };
        await h.LimitAsync(limits);
        await h.LimitAsync(new QueueLimits { StrictOrder = true }, "other");
        await h.AddManyAsync(3, "a");
        await h.AddManyAsync(3, "b");
        await h.RestartAsync();
        Expect.Equal(limits, await LimitsOfAsync(h, JobLimits.DefaultQueue), "the limits");
        Expect.Equal(new QueueLimits { StrictOrder = true }, await LimitsOfAsync(h, "other"), "those of the other");
        Expect.Sequence(
            ["a", "b"], (await h.ClaimAsync()).Select(job => job.Spec.LimitKey!), "the keys of the claimed jobs");
    }

    private static async Task Slots_of_the_ended_process_are_free_once_recovered(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 2, PerKeyConcurrency = 1 });
        await h.AddManyAsync(2, "a");
        await h.AddManyAsync(2, "b");
        Expect.Equal(2, (await h.ClaimAsync()).Count, "the number of jobs claimed before the restart");
        await h.RestartAsync();
        h.Advance(StoreHarness.Lease.TotalSeconds);
        await h.SweepAsync();
        Expect.Equal(2, (await h.ClaimAsync()).Count, "the number of jobs claimed after the restart and a sweep");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed beyond the limit");
    }

    private static async Task Cleared_limits_stay_cleared_after_a_restart(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        await h.LimitAsync(QueueLimits.None);
        await h.AddManyAsync(3);
        await h.RestartAsync();
        Expect.Equal(3, (await h.ClaimAsync()).Count, "the number of jobs claimed");
    }

    private static IEnumerable<JobId> Ids(IEnumerable<ClaimedJob> jobs) => jobs.Select(job => job.Token.Job);

    private static async Task<QueueLimits?> LimitsOfAsync(StoreHarness h, string queue)
    {
        var stats = await h.Query.GetStatsAsync(h.Cancellation);
        return stats.Queues.SingleOrDefault(q => q.Name == queue)?.Limits;
    }
}
