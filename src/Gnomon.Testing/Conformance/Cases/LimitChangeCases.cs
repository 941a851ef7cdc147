using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Limits by key that are set while many jobs wait. A store may take its time to let jobs go then, but hands
/// out none that a limit holds back, and asks to be called again.</summary>
internal static class LimitChangeCases
{
    private const int Jobs = 10_000;

    /// <summary>More claims than it takes to find out about all jobs.</summary>
    private const int Claims = 100;

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("limits", Limit_by_key_holds_from_the_moment_it_is_set_with_many_jobs_waiting),
        Case("limits", Limits_by_key_that_are_cleared_with_many_jobs_waiting_keep_the_order),
        Case("strict order", Order_holds_from_the_moment_it_is_set_with_many_jobs_waiting),
        RestartCase("limits", Limit_by_key_holds_after_a_restart_right_after_it_is_set),
    ];

    private static async Task Limit_by_key_holds_from_the_moment_it_is_set_with_many_jobs_waiting(StoreHarness h)
    {
        var jobs = await AddAsync(h);
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var urgent = await h.AddAsync(s => s with { LimitKey = "k1", Priority = 9 });
        // The newest is in front of all others, and keeps its key from them.
        await ExpectClaimedAsync(h, [urgent, jobs[0], jobs[2]], "with 1 for each key");
    }

    private static async Task Limits_by_key_that_are_cleared_with_many_jobs_waiting_keep_the_order(StoreHarness h)
    {
        var jobs = await AddAsync(h);
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        await h.SweepAsync();
        await h.LimitAsync(QueueLimits.None);
        await ExpectClaimedAsync(h, jobs, "without limits", inOrder: true);
    }

    private static async Task Order_holds_from_the_moment_it_is_set_with_many_jobs_waiting(StoreHarness h)
    {
        var later = await h.AddInAsync(3600, s => s with { LimitKey = "k2" });
        var jobs = await AddAsync(h);
        await h.LimitAsync(new QueueLimits { StrictOrder = true });
        await h.AddAsync(s => s with { LimitKey = "k1", Priority = 9 });
        // The first of k2 is not due, and nothing goes before it.
        await ExpectClaimedAsync(h, [jobs[0], jobs[1]], "in strict order");
        await h.ControlAsync(ControlAction.RunNow, later);
        await ExpectClaimedAsync(h, [later], "once the first of its key is due");
    }

    private static async Task Limit_by_key_holds_after_a_restart_right_after_it_is_set(StoreHarness h)
    {
        var jobs = await AddAsync(h);
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        await h.SweepAsync();
        await h.RestartAsync();
        await ExpectClaimedAsync(h, jobs.Take(3), "after a restart");
    }

    /// <summary>Stores jobs of the keys k0, k1, k2 by turns.</summary>
    private static async Task<List<JobId>> AddAsync(StoreHarness h)
    {
        var drafts = Enumerable.Range(0, Jobs).Select(i => h.Draft(s => s with { LimitKey = $"k{i % 3}" })).ToList();
        foreach (var part in drafts.Chunk(JobLimits.MaxBatch)) await h.EnqueueAsync(part);
        return [.. drafts.Select(draft => draft.Id)];
    }

    /// <summary>Claims until nothing may go, and expects these jobs.</summary>
    private static async Task ExpectClaimedAsync(
        StoreHarness h, IEnumerable<JobId> expected, string when, bool inOrder = false)
    {
        var claimed = new List<JobId>();
        for (var i = 0; i < Claims; i++)
        {
            var answer = await h.AskAsync(Jobs);
            claimed.AddRange(answer.Jobs.Select(job => job.Token.Job));
            if (answer.Jobs.Count == 0 && !(answer.NextDue <= h.Now)) break;
        }

        Expect.Sequence(
            inOrder ? expected : expected.Order(ById), inOrder ? claimed : claimed.Order(ById),
            $"the jobs claimed {when}");
    }

    private static Comparer<JobId> ById { get; } = Comparer<JobId>.Create((a, b) => a.Value.CompareTo(b.Value));
}
