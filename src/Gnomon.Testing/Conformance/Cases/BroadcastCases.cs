using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Scheduling;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>One copy of a job for every live node.</summary>
internal static class BroadcastCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("broadcast", Each_live_node_gets_one_copy_and_no_other),
        Case("broadcast", Row_X6_every_live_worker_gets_its_own_copy_and_none_is_shared),
        Case("broadcast", Tag_queue_and_handler_choose_the_nodes),
        Case("broadcast", Copy_waits_in_a_queue_that_its_node_takes) with { NeedsQueuesTogether = true },
        Case("broadcast", Nodes_are_fixed_when_it_is_published),
        Case("broadcast", Publishing_twice_publishes_once_also_when_nodes_changed),
        Case("broadcast", Nobody_to_reach_is_refused_in_words),
        Case("broadcast", Terms_that_contradict_themselves_are_refused),
        Case("broadcast", Failed_part_is_seen_beside_those_that_succeeded),
        Case("broadcast", Copy_of_a_node_that_is_gone_expires_with_a_reason),
        Case("broadcast", Copy_that_ran_on_a_node_that_died_expires_and_does_not_run_elsewhere),
        Case("broadcast", Node_that_returns_within_the_grace_gets_its_copy),
        Case("broadcast", Job_that_somebody_pinned_is_left_to_wait),
    ];

    internal static BroadcastTerms Terms(string handler = "work") => new(new JobSpec { Handler = handler });

    internal static async Task JoinAsync(
        StoreHarness h, string node, string[]? queues = null, string[]? tags = null, string handler = "work") =>
        await h.Cluster.JoinAsync(
            new NodeInfo(node, "host", 1, queues ?? [JobLimits.DefaultQueue], [handler, "other"], 4)
            {
                Tags = tags ?? [],
            },
            h.Cancellation);

    internal static async Task<BroadcastReceipt> PublishAsync(
        StoreHarness h, BroadcastTerms terms, WorkflowId? id = null) =>
        await new BroadcastPublisher(h.Parts, h.Time)
            .PublishAsync(id ?? WorkflowId.New(h.Time), null, terms, h.Cancellation);

    internal static async Task<BroadcastReport> ReportAsync(StoreHarness h, WorkflowId id) => Expect.Present(
        await new BroadcastPublisher(h.Parts, h.Time).ReportAsync(id, h.Cancellation), $"broadcast {id}");

    /// <summary>Lets time go by, step by step, with nodes that beat and a leader that looks.</summary>
    internal static async Task PassAsync(StoreHarness h, BroadcastDuty duty, double seconds, params string[] live)
    {
        for (var left = seconds; left > 0; left -= 5)
        {
            h.Advance(Math.Min(5, left));
            foreach (var node in live) await h.Cluster.BeatAsync(node, h.Cancellation);
            await h.SweepAsync();
            await duty.RunOnceAsync(h.Cancellation);
        }
    }

    internal static BroadcastDuty NewDuty(StoreHarness h) => new(h.Parts, h.Time);

    internal static async Task SettleAsync(
        StoreHarness h, string node, JobId expected, SettlementKind kind = SettlementKind.Succeeded)
    {
        Expect.Sequence([expected], await PinCases.ClaimForAsync(h, node), $"the jobs of node {node}");
        var attempt = (await h.JobAsync(expected)).Attempt;
        await h.SettleAsync(new AttemptToken(expected, attempt), kind);
    }

    private static async Task Each_live_node_gets_one_copy_and_no_other(StoreHarness h)
    {
        foreach (var node in new[] { "a", "b", "c" }) await JoinAsync(h, node);
        var receipt = await PublishAsync(h, Terms());
        Expect.Sequence(["a", "b", "c"], receipt.Copies.Select(copy => copy.Node), "the nodes");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of copies for a node that was not there");
        foreach (var copy in receipt.Copies) await SettleAsync(h, copy.Node, copy.Job);
        var report = await ReportAsync(h, receipt.Id);
        Expect.Equal(
            (WorkflowState.Succeeded, true, false), (report.Broadcast.State, report.Ended, report.HasFailures),
            "the state of the broadcast");
        Expect.Equal(3, report.Broadcast.Jobs[JobState.Succeeded], "the number of parts that succeeded");
    }

    private static async Task Row_X6_every_live_worker_gets_its_own_copy_and_none_is_shared(StoreHarness h)
    {
        for (var i = 0; i < 10; i++) await JoinAsync(h, $"n{i}");
        var receipt = await PublishAsync(h, Terms());
        // One node asks again and again, for all that it can have; it gets one copy, and its own.
        var greedy = new List<JobId>();
        for (var i = 0; i < 5; i++) greedy.AddRange(await PinCases.ClaimForAsync(h, "n3"));
        Expect.Sequence([receipt.Copies[3].Job], greedy, "the jobs of a node that asks often");
        for (var i = 0; i < 10; i++)
            if (i != 3)
                await SettleAsync(h, $"n{i}", receipt.Copies[i].Job);
        var report = await ReportAsync(h, receipt.Id);
        Expect.Sequence(
            receipt.Copies.Select(copy => copy.Node), report.Copies.Select(job => job.Node ?? "nobody"),
            "the nodes that ran the copies");
    }

    private static async Task Tag_queue_and_handler_choose_the_nodes(StoreHarness h)
    {
        await JoinAsync(h, "a", tags: ["gpu"]);
        await JoinAsync(h, "b", ["big", "default"], ["gpu", "ssd"]);
        await JoinAsync(h, "c", ["big"]);
        await JoinAsync(h, "d", ["big"], handler: "another");
        Expect.Sequence(
            ["a", "b"], (await PublishAsync(h, Terms() with { Tag = "gpu" })).Copies.Select(copy => copy.Node),
            "the nodes with the tag");
        var queue = await PublishAsync(h, Terms() with { Queue = "big" });
        Expect.Sequence(["b", "c"], queue.Copies.Select(copy => copy.Node), "the nodes of the queue");
        Expect.Equal(1, queue.Warnings.Count, "the number of warnings, for the node without the handler");
        Expect.Sequence(
            ["b"],
            (await PublishAsync(h, Terms() with { Queue = "big", Tag = "ssd" })).Copies.Select(copy => copy.Node),
            "the nodes with both");
    }

    private static async Task Copy_waits_in_a_queue_that_its_node_takes(StoreHarness h)
    {
        await JoinAsync(h, "a", ["x", "y"]);
        await JoinAsync(h, "b", ["y", "default"]);
        var all = await PublishAsync(h, Terms());
        Expect.Sequence(["x", "default"], all.Copies.Select(copy => copy.Queue), "the queues of the copies");
        var some = await PublishAsync(h, Terms() with { Queue = "y" });
        Expect.Sequence(["y", "y"], some.Copies.Select(copy => copy.Queue), "the queues when one is named");
    }

    private static async Task Nodes_are_fixed_when_it_is_published(StoreHarness h)
    {
        await JoinAsync(h, "a");
        var receipt = await PublishAsync(h, Terms());
        await JoinAsync(h, "b");
        await new BroadcastPublisher(h.Parts, h.Time).JoinAsync(
            (await h.Cluster.ListAsync(h.Cancellation))[1], h.Cancellation);
        await PassAsync(h, NewDuty(h), 10, "a", "b");
        Expect.Equal(0, (await PinCases.ClaimForAsync(h, "b")).Count, "the number of copies for a node that came later");
        Expect.Sequence(
            ["a"], (await ReportAsync(h, receipt.Id)).Copies.Select(job => job.Spec.Node ?? ""), "the nodes");
    }

    private static async Task Publishing_twice_publishes_once_also_when_nodes_changed(StoreHarness h)
    {
        var id = WorkflowId.New(h.Time);
        await JoinAsync(h, "a");
        var first = await PublishAsync(h, Terms(), id);
        await JoinAsync(h, "b");
        var second = await PublishAsync(h, Terms(), id);
        Expect.Equal((true, false), (first.Created, second.Created), "whether each was created");
        Expect.Sequence(first.Copies, second.Copies, "the copies");
        await SettleAsync(h, "a", first.Copies[0].Job);
        Expect.Sequence(first.Copies, (await PublishAsync(h, Terms(), id)).Copies, "the copies when it has ended");
    }

    private static async Task Nobody_to_reach_is_refused_in_words(StoreHarness h)
    {
        await RefusedAsync("No node is live", Terms());
        await JoinAsync(h, "a");
        await RefusedAsync("None of the 1 live nodes is one with the tag 'gpu'", Terms() with { Tag = "gpu" });
        await RefusedAsync("No live node has a handler 'absent'", Terms("absent"));
        await RefusedAsync("takes jobs from queue 'far'", Terms() with { Queue = "far" });
        var kept = await h.Query.ListWorkflowsAsync(new WorkflowFilter(), null, 10, h.Cancellation);
        Expect.Equal(0, kept.Items.Count, "the number of broadcasts that are stored");

        async Task RefusedAsync(string words, BroadcastTerms terms)
        {
            var refused = await Expect.ThrowsAsync<BroadcastRefusedException>(() => PublishAsync(h, terms), words);
            Expect.That(refused.Message.Contains(words, StringComparison.Ordinal), $"'{words}' in: {refused.Message}");
        }
    }

    private static async Task Terms_that_contradict_themselves_are_refused(StoreHarness h)
    {
        await JoinAsync(h, "a");
        var template = Terms().Template;
        await RefusedAsync("key", new BroadcastTerms(template with { Key = "k" }));
        await RefusedAsync("onNode", new BroadcastTerms(template with { Node = "a" }));
        await RefusedAsync("until", Terms() with { Until = h.Now });
        await RefusedAsync("until", Terms() with { Until = h.Now.AddHours(1), Sharded = true });
        await RefusedAsync("nodeTag", Terms() with { Tag = "a b" });

        async Task RefusedAsync(string field, BroadcastTerms terms) => Expect.Equal(
            field, (await Expect.ThrowsAsync<InvalidJobException>(() => PublishAsync(h, terms), field)).Field,
            "the field the refusal names");
    }

    private static async Task Failed_part_is_seen_beside_those_that_succeeded(StoreHarness h)
    {
        await JoinAsync(h, "a");
        await JoinAsync(h, "b");
        var receipt = await PublishAsync(h, Terms());
        await SettleAsync(h, "a", receipt.Copies[0].Job, SettlementKind.Dead);
        var half = await ReportAsync(h, receipt.Id);
        Expect.Equal((false, true), (half.Ended, half.HasFailures), "the broadcast when one part has failed");
        await SettleAsync(h, "b", receipt.Copies[1].Job);
        var report = await ReportAsync(h, receipt.Id);
        Expect.Equal(WorkflowState.Failed, report.Broadcast.State, "the state of the broadcast");
        Expect.Sequence(
            [(JobState.Dead, "it broke"), (JobState.Succeeded, "")],
            report.Copies.Select(job => (job.State, job.Error ?? "")), "the parts");
    }

    private static async Task Copy_of_a_node_that_is_gone_expires_with_a_reason(StoreHarness h)
    {
        await JoinAsync(h, "a");
        await JoinAsync(h, "b");
        var receipt = await PublishAsync(h, Terms());
        await SettleAsync(h, "a", receipt.Copies[0].Job);
        var duty = NewDuty(h);
        await h.Cluster.LeaveAsync("b", h.Cancellation);
        await PassAsync(h, duty, 10, "a");
        await h.ExpectStateAsync(JobState.Ready, receipt.Copies[1].Job);
        await PassAsync(h, duty, BroadcastDuty.Grace.TotalSeconds, "a");
        var report = await ReportAsync(h, receipt.Id);
        Expect.Equal((WorkflowState.Failed, true), (report.Broadcast.State, report.Ended), "the broadcast");
        var lost = report.Copies[1];
        Expect.Equal(
            (JobState.Expired, "node b was gone before it had run this"), (lost.State, lost.Error ?? ""),
            "the part of the node that left");
    }

    private static async Task Copy_that_ran_on_a_node_that_died_expires_and_does_not_run_elsewhere(StoreHarness h)
    {
        await JoinAsync(h, "a");
        await JoinAsync(h, "b");
        var receipt = await PublishAsync(h, Terms());
        await PinCases.ClaimForAsync(h, "b");
        await PassAsync(h, NewDuty(h), 15 + 5 + BroadcastDuty.Grace.TotalSeconds + 5, "a");
        await h.ExpectStateAsync(JobState.Expired, receipt.Copies[1].Job);
        Expect.Sequence([receipt.Copies[0].Job], await PinCases.ClaimForAsync(h, "a"), "the jobs of the other node");
    }

    private static async Task Node_that_returns_within_the_grace_gets_its_copy(StoreHarness h)
    {
        await JoinAsync(h, "a");
        await JoinAsync(h, "b");
        var receipt = await PublishAsync(h, Terms());
        var duty = NewDuty(h);
        await h.Cluster.LeaveAsync("b", h.Cancellation);
        await PassAsync(h, duty, 20, "a");
        await JoinAsync(h, "b");
        await PassAsync(h, duty, 20, "a", "b");
        await h.Cluster.LeaveAsync("b", h.Cancellation);
        await PassAsync(h, duty, 20, "a");
        await JoinAsync(h, "b");
        await SettleAsync(h, "b", receipt.Copies[1].Job);
    }

    private static async Task Job_that_somebody_pinned_is_left_to_wait(StoreHarness h)
    {
        await JoinAsync(h, "a");
        var id = await PinCases.AddToAsync(h, "gone");
        await PassAsync(h, NewDuty(h), 120, "a");
        await h.ExpectStateAsync(JobState.Ready, id);
    }
}
