using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Jobs that only one node may run.</summary>
internal static class PinCases
{
    private const string Other = "node-2";

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("pins", Pinned_job_is_handed_to_its_node_only),
        Case("pins", Node_gets_its_own_and_open_jobs_in_one_order),
        Case("pins", Scheduled_job_comes_due_for_its_node),
        Case("pins", Failed_and_lost_jobs_return_to_their_node),
        Case("pins", Waiting_job_is_pinned_to_another_node_and_back_to_any),
        Case("pins", Repinned_job_stands_where_it_became_ready),
        Case("pins", Running_and_ended_jobs_keep_their_pin),
        Case("pins", Change_can_be_bound_to_the_present_pin),
        Case("pins", Jobs_of_a_node_are_pinned_elsewhere_by_filter),
        Case("pins", Job_expires_with_a_reason_when_its_node_is_lost),
        Case("pins", Filter_finds_the_jobs_of_a_node),
        Case("pins", Nodes_that_jobs_wait_for_are_listed_with_their_numbers),
        Case("pins", Paused_queue_holds_pinned_jobs_too),
        Case("pins", Explanation_counts_only_jobs_that_the_node_may_run),
        Case("pins", Name_of_a_node_is_checked),
        RestartCase("pins", Pins_and_reasons_survive_a_restart),
    ];

    internal static async Task<List<JobId>> ClaimForAsync(StoreHarness h, string node, int max = 100)
    {
        var request = new ClaimRequest(node, [JobLimits.DefaultQueue], max, StoreHarness.Lease);
        return [.. (await h.Store.ClaimAsync(request, h.Cancellation)).Jobs.Select(j => j.Token.Job)];
    }

    internal static Task<JobId> AddToAsync(StoreHarness h, string? node, byte priority = 5) =>
        h.AddAsync(s => s with { Node = node, Priority = priority });

    private static async Task<ControlOutcome> PinAsync(
        StoreHarness h, JobId job, string? node, string? from = null) =>
        (await h.ControlAsync(new ControlRequest(ControlAction.Pin, [job]) { Node = node, PinnedTo = from }))
        .Results[0].Outcome;

    private static async Task Pinned_job_is_handed_to_its_node_only(StoreHarness h)
    {
        var id = await AddToAsync(h, Other);
        Expect.Equal(Other, (await h.JobAsync(id)).Spec.Node, "the node it is pinned to");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed by another node");
        Expect.Sequence([id], await ClaimForAsync(h, Other), "the jobs claimed by its node");
    }

    private static async Task Node_gets_its_own_and_open_jobs_in_one_order(StoreHarness h)
    {
        var low = await AddToAsync(h, Other, 1);
        var open = await AddToAsync(h, null);
        var first = await AddToAsync(h, Other);
        var last = await AddToAsync(h, null);
        var high = await AddToAsync(h, Other, 9);
        await AddToAsync(h, "node-3", 9);
        Expect.Sequence([high, open], await ClaimForAsync(h, Other, 2), "the first two jobs");
        Expect.Sequence([first, last, low], await ClaimForAsync(h, Other), "the other jobs");
    }

    private static async Task Scheduled_job_comes_due_for_its_node(StoreHarness h)
    {
        var id = await h.AddInAsync(5, s => s with { Node = Other });
        h.Advance(5);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed by another node");
        Expect.Sequence([id], await ClaimForAsync(h, Other), "the jobs claimed by its node");
    }

    private static async Task Failed_and_lost_jobs_return_to_their_node(StoreHarness h)
    {
        var id = await AddToAsync(h, StoreHarness.Node);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Retry);
        Expect.Equal(0, (await ClaimForAsync(h, Other)).Count, "the jobs for another node after a failure");
        await h.ClaimOneAsync();
        h.Advance(7);
        await h.SweepAsync();
        await h.ExpectStateAsync(JobState.Ready, id);
        Expect.Equal(0, (await ClaimForAsync(h, Other)).Count, "the jobs for another node after a loss");
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
    }

    private static async Task Waiting_job_is_pinned_to_another_node_and_back_to_any(StoreHarness h)
    {
        var (ready, waiting) = (await h.AddAsync(), await h.AddInAsync(10));
        Expect.Equal(ControlOutcome.Done, await PinAsync(h, ready, Other), "the outcome for a ready job");
        Expect.Equal(ControlOutcome.Done, await PinAsync(h, waiting, Other), "the outcome for a scheduled job");
        h.Advance(10);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed by another node");
        Expect.Equal(ControlOutcome.Done, await PinAsync(h, ready, null), "the outcome of unpinning");
        Expect.Equal(ready, (await h.ClaimOneAsync()).Token.Job, "the job claimed by another node");
        Expect.Sequence([waiting], await ClaimForAsync(h, Other), "the job that is still pinned");
    }

    private static async Task Repinned_job_stands_where_it_became_ready(StoreHarness h)
    {
        var first = await AddToAsync(h, "gone");
        var second = await AddToAsync(h, Other);
        var third = await AddToAsync(h, "gone");
        await PinAsync(h, third, Other);
        await PinAsync(h, first, Other);
        Expect.Sequence([first, second, third], await ClaimForAsync(h, Other), "the claimed jobs");
    }

    private static async Task Running_and_ended_jobs_keep_their_pin(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Node = StoreHarness.Node });
        Expect.Equal(ControlOutcome.NotAllowed, await PinAsync(h, token.Job, Other), "the outcome while it runs");
        await h.SettleAsync(token, SettlementKind.Succeeded);
        Expect.Equal(ControlOutcome.NotAllowed, await PinAsync(h, token.Job, Other), "the outcome when it has ended");
        Expect.Equal(StoreHarness.Node, (await h.JobAsync(token.Job)).Spec.Node, "the node it is pinned to");
    }

    private static async Task Change_can_be_bound_to_the_present_pin(StoreHarness h)
    {
        var id = await AddToAsync(h, "n1");
        Expect.Equal(ControlOutcome.NotAllowed, await PinAsync(h, id, Other, from: "n2"), "the outcome of a wrong one");
        Expect.Equal("n1", (await h.JobAsync(id)).Spec.Node, "the node it is pinned to");
        Expect.Equal(ControlOutcome.Done, await PinAsync(h, id, Other, from: "n1"), "the outcome of the right one");
        Expect.Sequence([id], await ClaimForAsync(h, Other), "the claimed jobs");
    }

    private static async Task Jobs_of_a_node_are_pinned_elsewhere_by_filter(StoreHarness h)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 7; i++) ids.Add(await AddToAsync(h, i == 3 ? Other : "gone"));
        var changed = 0;
        string? cursor = null;
        do
        {
            var answer = await h.ControlAsync(
                new ControlRequest(ControlAction.Pin, new JobFilter { Node = "gone", State = JobState.Ready }, cursor)
                {
                    Max = 2, Node = Other,
                });
            changed += answer.Results.Count;
            cursor = answer.Next;
        }
        while (cursor is not null);
        Expect.Equal(6, changed, "the number of changed jobs");
        Expect.Sequence(ids, await ClaimForAsync(h, Other), "the claimed jobs");
    }

    private static async Task Job_expires_with_a_reason_when_its_node_is_lost(StoreHarness h)
    {
        var (ready, waiting) = (await AddToAsync(h, "gone"), await h.AddInAsync(9, s => s with { Node = "gone" }));
        var running = await h.StartAsync();
        var request = new ControlRequest(ControlAction.Expire, [ready, waiting, running.Job]) { Reason = "no such node" };
        Expect.Sequence(
            [ControlOutcome.Done, ControlOutcome.Done, ControlOutcome.NotAllowed],
            (await h.ControlAsync(request)).Results.Select(r => r.Outcome), "the outcomes");
        foreach (var id in new[] { ready, waiting })
        {
            var job = await h.JobAsync(id);
            Expect.Equal((JobState.Expired, "no such node"), (job.State, job.Error), "the end of the job");
        }
    }

    private static async Task Filter_finds_the_jobs_of_a_node(StoreHarness h)
    {
        var open = await h.AddAsync();
        var first = await AddToAsync(h, "n1");
        var second = await h.AddInAsync(5, s => s with { Node = "n1" });
        await AddToAsync(h, "n2");
        await PinAsync(h, open, "n1");
        var all = await h.ListAsync(new JobFilter { Node = "n1" }, limit: 2);
        Expect.Sequence([second, first, open], all.Select(j => j.Id), "the jobs pinned to n1");
        var ready = await h.ListAsync(new JobFilter { Node = "n1", State = JobState.Ready }, limit: 1);
        Expect.Sequence([first, open], ready.Select(j => j.Id), "the ready jobs pinned to n1");
        Expect.Equal(0, (await h.ListAsync(new JobFilter { Node = "n3" })).Count, "the number of jobs of an unknown one");
    }

    private static async Task Nodes_that_jobs_wait_for_are_listed_with_their_numbers(StoreHarness h)
    {
        await h.AddAsync();
        for (var i = 0; i < 3; i++) await AddToAsync(h, "b");
        await AddToAsync(h, "a");
        await h.AddInAsync(9, s => s with { Node = "b" });
        var done = await AddToAsync(h, "c");
        await ClaimForAsync(h, "b", 1);
        await h.ControlAsync(ControlAction.Cancel, done);
        var first = await h.Query.ListPinnedNodesAsync(null, 1, h.Cancellation);
        Expect.Sequence([new PinnedNode("a", 1, 0)], first.Items, "the first page");
        var rest = await h.Query.ListPinnedNodesAsync(first.Next, 10, h.Cancellation);
        // One of the four that node b may run has been handed out: the open one, which was ready first.
        Expect.Sequence([new PinnedNode("b", 4, 0)], rest.Items, "the second page");
        Expect.Absent(rest.Next, "a third page");
    }

    private static async Task Paused_queue_holds_pinned_jobs_too(StoreHarness h)
    {
        var id = await AddToAsync(h, Other);
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, true), h.Cancellation);
        Expect.Equal(0, (await ClaimForAsync(h, Other)).Count, "the number of jobs claimed while paused");
        var standing = Expect.Present(await h.Query.ExplainAsync(id, h.Cancellation), "an explanation");
        Expect.Equal(WaitReason.QueuePaused, standing.Reason, "the reason");
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, false), h.Cancellation);
        Expect.Sequence([id], await ClaimForAsync(h, Other), "the claimed jobs");
    }

    private static async Task Explanation_counts_only_jobs_that_the_node_may_run(StoreHarness h)
    {
        for (var i = 0; i < 5; i++) await AddToAsync(h, "n1");
        await h.AddAsync();
        await AddToAsync(h, "n2");
        var last = await AddToAsync(h, "n2");
        var open = await h.AddAsync();
        Expect.Equal(2, (await h.Query.ExplainAsync(last, h.Cancellation))?.Ahead, "the jobs ahead of a pinned one");
        Expect.Equal(1, (await h.Query.ExplainAsync(open, h.Cancellation))?.Ahead, "the jobs ahead of an open one");
    }

    private static async Task Name_of_a_node_is_checked(StoreHarness h)
    {
        foreach (var name in new[] { "", new string('n', JobLimits.MaxNameLength + 1), "a\nb" })
        {
            var refused = await Expect.ThrowsAsync<InvalidJobException>(() => AddToAsync(h, name), "a name that is none");
            Expect.Equal("onNode", refused.Field, "the field the refusal names");
        }

        var id = await h.AddAsync();
        await Expect.ThrowsAsync<InvalidJobException>(() => PinAsync(h, id, ""), "a change to a name that is none");
    }

    private static async Task Pins_and_reasons_survive_a_restart(StoreHarness h)
    {
        var first = await AddToAsync(h, "n1");
        var second = await AddToAsync(h, Other);
        var open = await h.AddAsync();
        var gone = await AddToAsync(h, "gone");
        await PinAsync(h, first, Other);
        await h.ControlAsync(new ControlRequest(ControlAction.Expire, [gone]) { Reason = "no such node" });
        await h.RestartAsync();
        Expect.Equal("no such node", (await h.JobAsync(gone)).Error, "the reason");
        var nodes = await h.Query.ListPinnedNodesAsync(null, 10, h.Cancellation);
        Expect.Sequence([new PinnedNode(Other, 2, 0)], nodes.Items, "the nodes that jobs wait for");
        Expect.Sequence([first, second, open], await ClaimForAsync(h, Other), "the claimed jobs");
    }
}
