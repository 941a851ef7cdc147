using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How long the oldest ready job of a queue has been ready.</summary>
internal static class BacklogCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("backlog", Queue_without_ready_jobs_has_no_age),
        Case("backlog", Oldest_ready_job_counts_whatever_its_priority),
        Case("backlog", Job_is_ready_since_its_time_came_also_before_anybody_looks),
        Case("backlog", Job_that_was_handed_back_is_ready_since_then),
        Case("backlog", Changed_priority_leaves_the_age_as_it_is),
        Case("backlog", Jobs_that_limits_by_key_hold_back_grow_old_too),
        Case("backlog", Age_follows_jobs_that_leave_a_queue_limited_by_key),
        RestartCase("backlog", Age_survives_a_restart),
    ];

    private static async Task Queue_without_ready_jobs_has_no_age(StoreHarness h)
    {
        await h.AddInAsync(60);
        await ExpectAgeAsync(h, null);
        await h.StartAsync();
        h.Advance(5);
        await ExpectAgeAsync(h, null);
    }

    private static async Task Oldest_ready_job_counts_whatever_its_priority(StoreHarness h)
    {
        await h.AddAsync(s => s with { Priority = 1 });
        h.Advance(10);
        await h.AddAsync(s => s with { Priority = 9 });
        h.Advance(5);
        await ExpectAgeAsync(h, 15);
        Expect.Equal(9, (int)(await h.ClaimAsync(1))[0].Spec.Priority, "the priority that is claimed first");
        await ExpectAgeAsync(h, 15);
        await h.ClaimAsync(1);
        await ExpectAgeAsync(h, null);
    }

    private static async Task Job_is_ready_since_its_time_came_also_before_anybody_looks(StoreHarness h)
    {
        await h.AddInAsync(10);
        h.Advance(10);
        await ExpectAgeAsync(h, 0);
        h.Advance(20);
        await ExpectAgeAsync(h, 20);
        await h.SweepAsync();
        await ExpectAgeAsync(h, 20);
    }

    private static async Task Job_that_was_handed_back_is_ready_since_then(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Advance(3);
        await h.SettleAsync(token, SettlementKind.Released);
        h.Advance(2);
        await ExpectAgeAsync(h, 2);
    }

    private static async Task Changed_priority_leaves_the_age_as_it_is(StoreHarness h)
    {
        var id = await h.AddAsync();
        h.Advance(4);
        await h.AddAsync();
        await h.ControlAsync(new ControlRequest(ControlAction.ChangePriority, [id]) { Priority = 9 });
        await ExpectAgeAsync(h, 4);
    }

    private static async Task Jobs_that_limits_by_key_hold_back_grow_old_too(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        await h.AddManyAsync(2, "tenant");
        await h.ClaimOneAsync();
        h.Advance(3);
        await h.AddManyAsync(1, "other");
        await ExpectAgeAsync(h, 3);
        await h.LimitAsync(QueueLimits.None);
        await ExpectAgeAsync(h, 3);
        await h.LimitAsync(new QueueLimits { StrictOrder = true });
        await ExpectAgeAsync(h, 3);
    }

    private static async Task Age_follows_jobs_that_leave_a_queue_limited_by_key(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1000 });
        for (var round = 0; round < 300; round++)
        {
            await h.AddManyAsync(1, $"key-{round % 3}");
            h.Advance(1);
        }

        for (var left = 300; left > 0; left--)
        {
            await ExpectAgeAsync(h, left);
            var job = (await h.ClaimAsync(1))[0];
            if (left % 7 == 0) await h.ControlAsync(ControlAction.Cancel, job.Token.Job);
            else await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        }

        await ExpectAgeAsync(h, null);
    }

    private static async Task Age_survives_a_restart(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 }, "keyed");
        await h.AddAsync();
        await h.AddAsync(s => s with { LimitKey = "tenant", Queue = "keyed" });
        h.Advance(7);
        await h.RestartAsync();
        await ExpectAgeAsync(h, 7);
        await ExpectAgeAsync(h, 7, "keyed");
    }

    private static async Task ExpectAgeAsync(StoreHarness h, int? seconds, string queue = JobLimits.DefaultQueue)
    {
        var info = (await h.Query.GetStatsAsync(h.Cancellation)).Queues.Single(q => q.Name == queue);
        TimeSpan? age = seconds is { } some ? TimeSpan.FromSeconds(some) : null;
        Expect.Equal(age, info.ReadyAge, $"the age of the oldest ready job of queue {queue}");
        Expect.Equal(h.Now - age, info.ReadySince, $"since when the oldest job of queue {queue} is ready");
    }
}
