using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Slots over many ends of attempts: none is lost, none is there twice.</summary>
internal static class SlotCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("limits", Both_limits_hold_together_while_jobs_end),
        Case("limits", Slots_are_as_many_as_before_after_every_way_to_end_an_attempt),
        Case("limits", Slots_of_a_key_are_as_many_as_before_after_every_way_to_end_an_attempt),
    ];

    private static async Task Both_limits_hold_together_while_jobs_end(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 3, PerKeyConcurrency = 2 });
        var a = await h.AddManyAsync(4, "a");
        var b = await h.AddManyAsync(4, "b");
        var jobs = await h.ClaimAsync();
        await h.SettleAsync(jobs[0].Token, SettlementKind.Succeeded);
        Expect.Sequence([a[2]], Ids(await h.ClaimAsync()), "the one job claimed after one of key a ended");
        await h.SettleAsync(jobs[2].Token, SettlementKind.Succeeded);
        Expect.Sequence([b[1]], Ids(await h.ClaimAsync()), "the one job claimed after one of key b ended");
        await h.SettleAsync(jobs[1].Token, SettlementKind.Retry, wait: 60);
        Expect.Sequence([a[3]], Ids(await h.ClaimAsync()), "the one job claimed after one went to wait");
    }

    private static Task Slots_are_as_many_as_before_after_every_way_to_end_an_attempt(StoreHarness h) =>
        EndAllWaysAsync(h, new QueueLimits { Concurrency = 2 });

    private static Task Slots_of_a_key_are_as_many_as_before_after_every_way_to_end_an_attempt(StoreHarness h) =>
        EndAllWaysAsync(h, new QueueLimits { PerKeyConcurrency = 2 });

    private static async Task EndAllWaysAsync(StoreHarness h, QueueLimits limits)
    {
        await h.LimitAsync(limits);
        foreach (var kind in Enum.GetValues<SettlementKind>())
        {
            await h.AddManyAsync(5, "k");
            foreach (var job in await ClaimTwoAsync(h, $"before {kind}")) await h.SettleAsync(job.Token, kind, 3600);
            await DrainAsync(h, $"after {kind}");
        }

        await h.AddManyAsync(5, "k");
        await ClaimTwoAsync(h, "before their leases are lost");
        h.Advance(StoreHarness.Lease.TotalSeconds + 1);
        Expect.Equal(2, (await h.SweepAsync()).Recovered, "the number of lost leases");
        await DrainAsync(h, "after their leases were lost");

        await h.AddManyAsync(5, "k");
        var others = new List<ClaimedJob>();
        foreach (var job in await ClaimTwoAsync(h, "before they are asked to stop"))
        {
            await h.ControlAsync(ControlAction.Cancel, job.Token.Job);
            Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while one is stopping");
            await h.SettleAsync(job.Token, SettlementKind.Retry);
            others.Add(await h.ClaimOneAsync());
        }

        foreach (var job in others) await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        await DrainAsync(h, "after two were cancelled");
    }

    /// <summary>Runs what is ready, two at a time.</summary>
    private static async Task DrainAsync(StoreHarness h, string when)
    {
        while ((await h.ListAsync(new JobFilter { State = JobState.Ready })).Count is > 1)
            foreach (var job in await ClaimTwoAsync(h, when)) await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        foreach (var job in await h.ClaimAsync()) await h.SettleAsync(job.Token, SettlementKind.Succeeded);
    }

    private static async Task<IReadOnlyList<ClaimedJob>> ClaimTwoAsync(StoreHarness h, string when)
    {
        var jobs = await h.ClaimAsync();
        Expect.Equal(2, jobs.Count, $"the number of jobs claimed {when}");
        Expect.Equal(0, (await h.ClaimAsync()).Count, $"the number of jobs claimed beyond the limit {when}");
        return jobs;
    }

    private static IEnumerable<JobId> Ids(IEnumerable<ClaimedJob> jobs) => jobs.Select(job => job.Token.Job);
}
