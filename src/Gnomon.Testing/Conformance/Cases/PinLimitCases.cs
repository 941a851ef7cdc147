using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;
using static Gnomon.Testing.Conformance.Cases.PinCases;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Jobs that only one node may run, in queues with limits.</summary>
internal static class PinLimitCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("pins and limits", Concurrency_counts_pinned_jobs),
        Case("pins and limits", Keys_are_counted_over_all_nodes),
        Case("pins and limits", Held_back_pinned_job_lets_others_of_its_key_go),
        Case("pins and limits", Rate_counts_pinned_jobs_and_says_when_to_look_again),
        Case("pins and limits", Strict_order_waits_for_the_node_of_the_job_whose_turn_it_is),
        Case("pins and limits", Repinned_job_of_a_key_goes_to_its_new_node),
        Case("pins and limits", Limits_that_are_set_later_keep_pins),
        RestartCase("pins and limits", Restart_keeps_pins_under_limits),
    ];

    private static Task<JobId> AddKeyedAsync(StoreHarness h, string? node, string key = "k", byte priority = 5) =>
        h.AddAsync(s => s with { Node = node, LimitKey = key, Priority = priority });

    private static async Task EndAsync(StoreHarness h, JobId job) =>
        await h.SettleAsync(new AttemptToken(job, 1), SettlementKind.Succeeded);

    private static async Task Concurrency_counts_pinned_jobs(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 2 });
        var (a, b) = (await AddToAsync(h, "a"), await AddToAsync(h, "b"));
        var open = await h.AddAsync();
        Expect.Sequence([a], await ClaimForAsync(h, "a", 1), "the jobs for a");
        Expect.Sequence([b], await ClaimForAsync(h, "b"), "the jobs for b");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed over the limit");
        await EndAsync(h, a);
        Expect.Equal(open, (await h.ClaimOneAsync()).Token.Job, "the job claimed afterwards");
    }

    private static async Task Keys_are_counted_over_all_nodes(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var (a, b) = (await AddKeyedAsync(h, "a"), await AddKeyedAsync(h, "b"));
        var other = await AddKeyedAsync(h, "b", "other");
        Expect.Sequence([a], await ClaimForAsync(h, "a"), "the jobs for a");
        Expect.Sequence([other], await ClaimForAsync(h, "b"), "the jobs for b while the key is taken");
        await EndAsync(h, a);
        Expect.Sequence([b], await ClaimForAsync(h, "b"), "the jobs for b when the key is free");
    }

    private static async Task Held_back_pinned_job_lets_others_of_its_key_go(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 2 });
        var gone = await AddKeyedAsync(h, "gone", priority: 9);
        var a = await AddKeyedAsync(h, "a");
        var open = await AddKeyedAsync(h, null);
        Expect.Sequence([a], await ClaimForAsync(h, "a", 1), "the jobs for a");
        Expect.Equal(open, (await h.ClaimOneAsync()).Token.Job, "the job for any node");
        Expect.Equal(0, (await ClaimForAsync(h, "gone")).Count, "the number of jobs claimed over the limit of the key");
        await EndAsync(h, a);
        Expect.Sequence([gone], await ClaimForAsync(h, "gone"), "the jobs for the node that came back");
    }

    private static async Task Rate_counts_pinned_jobs_and_says_when_to_look_again(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyRate = new RateLimit(1, TimeSpan.FromSeconds(10)) });
        var (first, second) = (await AddKeyedAsync(h, "a"), await AddKeyedAsync(h, "a"));
        Expect.Sequence([first], await ClaimForAsync(h, "a"), "the jobs for a");
        var answer = await h.Store.ClaimAsync(
            new ClaimRequest("a", [JobLimits.DefaultQueue], 5, StoreHarness.Lease), h.Cancellation);
        Expect.Equal(0, answer.Jobs.Count, "the number of jobs over the rate");
        Expect.Equal(h.Now.AddSeconds(10), answer.NextDue, "when to look again");
        h.Advance(10);
        Expect.Equal(0, (await ClaimForAsync(h, "b")).Count, "the number of jobs for another node");
        Expect.Sequence([second], await ClaimForAsync(h, "a"), "the jobs for a when the rate allows it");
    }

    private static async Task Strict_order_waits_for_the_node_of_the_job_whose_turn_it_is(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1, StrictOrder = true });
        var a = await AddKeyedAsync(h, "a");
        var b = await AddKeyedAsync(h, "b", priority: 9);
        var open = await AddKeyedAsync(h, null);
        Expect.Equal(0, (await ClaimForAsync(h, "b")).Count, "the number of jobs for b out of turn");
        Expect.Sequence([a], await ClaimForAsync(h, "a"), "the jobs for a");
        await EndAsync(h, a);
        Expect.Equal(0, (await ClaimForAsync(h, "a")).Count, "the number of jobs for a out of turn");
        Expect.Sequence([b], await ClaimForAsync(h, "b"), "the jobs for b");
        await EndAsync(h, b);
        Expect.Sequence([open], await ClaimForAsync(h, "a"), "the jobs for any node");
    }

    private static async Task Repinned_job_of_a_key_goes_to_its_new_node(StoreHarness h)
    {
        foreach (var strict in new[] { false, true })
        {
            await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1, StrictOrder = strict });
            var (first, second) = (await AddKeyedAsync(h, "gone"), await AddKeyedAsync(h, "gone"));
            await h.ControlAsync(new ControlRequest(ControlAction.Pin, [second, first]) { Node = "a" });
            Expect.Equal(0, (await ClaimForAsync(h, "gone")).Count, "the number of jobs for the former node");
            Expect.Sequence([first], await ClaimForAsync(h, "a"), "the first job for the new node");
            await EndAsync(h, first);
            Expect.Sequence([second], await ClaimForAsync(h, "a"), "the second job for the new node");
            await EndAsync(h, second);
        }
    }

    private static async Task Limits_that_are_set_later_keep_pins(StoreHarness h)
    {
        var (a, open) = (await AddKeyedAsync(h, "a"), await AddKeyedAsync(h, null));
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 5 });
        Expect.Equal(open, (await h.ClaimOneAsync()).Token.Job, "the job for any node");
        await h.LimitAsync(QueueLimits.None);
        Expect.Sequence([a], await ClaimForAsync(h, "a"), "the jobs for a");
    }

    private static async Task Restart_keeps_pins_under_limits(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var (a, b) = (await AddKeyedAsync(h, "a"), await AddKeyedAsync(h, "b", "other"));
        await h.RestartAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs for another node");
        Expect.Sequence([b], await ClaimForAsync(h, "b"), "the jobs for b");
        Expect.Sequence([a], await ClaimForAsync(h, "a"), "the jobs for a");
    }
}
