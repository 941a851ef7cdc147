using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What a queue's settings do.</summary>
internal static class QueueCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("queues", Paused_queue_gives_nothing),
        Case("queues", Resumed_queue_gives_its_jobs),
        Case("queues", Paused_queue_does_not_hold_up_the_others),
        Case("queues", Pausing_leaves_running_jobs_alone),
        Case("queues", Queue_without_jobs_can_be_paused),
        Case("queues", Paused_queue_keeps_due_jobs_back),
    ];

    private static async Task Paused_queue_gives_nothing(StoreHarness h)
    {
        await h.AddAsync();
        await PauseAsync(h, JobLimits.DefaultQueue, true);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed from a paused queue");
        await h.AddAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed after another enqueue");
    }

    private static async Task Resumed_queue_gives_its_jobs(StoreHarness h)
    {
        var id = await h.AddAsync();
        await PauseAsync(h, JobLimits.DefaultQueue, true);
        await PauseAsync(h, JobLimits.DefaultQueue, false);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Paused_queue_does_not_hold_up_the_others(StoreHarness h)
    {
        await h.AddAsync(s => s with { Queue = "a" });
        var open = await h.AddAsync(s => s with { Queue = "b" });
        await PauseAsync(h, "a", true);
        var jobs = await h.ClaimAsync(10, "a", "b");
        Expect.Sequence([open], jobs.Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Pausing_leaves_running_jobs_alone(StoreHarness h)
    {
        var token = await h.StartAsync();
        await PauseAsync(h, JobLimits.DefaultQueue, true);
        Expect.Equal(RenewOutcome.Held, await h.RenewAsync(token), "the outcome of a renewal");
        Expect.Equal(true, (await h.SettleAsync(token, SettlementKind.Succeeded)).Applied, "whether it settled");
    }

    private static async Task Queue_without_jobs_can_be_paused(StoreHarness h)
    {
        await PauseAsync(h, "later", true);
        var stats = await h.Query.GetStatsAsync(h.Cancellation);
        var queue = Expect.Present(
            stats.Queues.SingleOrDefault(q => q.Name == "later"), "the paused queue in the stats");
        Expect.Equal(true, queue.Paused, "whether it is paused");
        await h.AddAsync(s => s with { Queue = "later" });
        Expect.Equal(0, (await h.ClaimAsync(10, "later")).Count, "the number of jobs claimed from it");
    }

    private static async Task Paused_queue_keeps_due_jobs_back(StoreHarness h)
    {
        await h.AddInAsync(5);
        await PauseAsync(h, JobLimits.DefaultQueue, true);
        h.Advance(10);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of due jobs claimed from a paused queue");
        await h.SweepAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number claimed after a sweep");
        await PauseAsync(h, JobLimits.DefaultQueue, false);
        Expect.Equal(1, (await h.ClaimAsync()).Count, "the number claimed after the pause");
    }

    private static async Task PauseAsync(StoreHarness h, string queue, bool paused) =>
        await h.Store.SetQueueAsync(new QueueChange(queue, paused), h.Cancellation);
}
