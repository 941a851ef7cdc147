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
        Case("broadcast", Copy_waits_in_a_queue_that_its_node_takes),
        Case("broadcast", Nodes_are_fixed_when_it_is_published),
        Case("broadcast", Publishing_twice_publishes_once_also_when_nodes_changed),
        Case("broadcast", Nobody_to_reach_is_refused_in_words),
        Case("broadcast", Terms_that_contradict_themselves_are_refused),
        Case("broadcast", Failed_part_is_seen_beside_those_that_succeeded),
        Case("broadcast", Copy_of_a_node_that_is_gone_expires_with_a_reason),
        Case("broadcast", Copy_that_ran_on_a_node_that_died_expires_and_does_not_run_elsewhere),
        Case("broadcast", Node_that_returns_within_the_grace_gets_its_copy),
        Case("broadcast", Job_that_somebody_pinned_is_left_to_wait),
        Case("broadcast", Late_joiner_gets_a_copy_until_the_time_is_over),
        Case("broadcast", Late_joiner_that_asks_itself_and_is_seen_gets_one_copy),
        Case("broadcast", Broadcast_for_late_joiners_may_begin_with_nobody),
        Case("broadcast", Shards_have_their_number_and_their_count),
        Case("broadcast", Lost_shard_goes_to_another_node_with_its_number),
        Case("broadcast", Lost_shards_wait_while_no_node_lives),
        Case("broadcast", Cancelled_broadcast_ends_and_takes_nobody_more),
        Case("broadcast", Ten_leaders_at_once_do_what_one_does),
        RestartCase("broadcast", Broadcast_survives_a_restart),
    ];

    private static BroadcastTerms Terms(string handler = "work") => new(new JobSpec { Handler = handler });

    private static async Task JoinAsync(
        StoreHarness h, string node, string[]? queues = null, string[]? tags = null, string handler = "work") =>
        await h.Cluster.JoinAsync(
            new NodeInfo(node, "host", 1, queues ?? [JobLimits.DefaultQueue], [handler, "other"], 4)
            {
                Tags = tags ?? [],
            },
            h.Cancellation);

    private static async Task<BroadcastReceipt> PublishAsync(
        StoreHarness h, BroadcastTerms terms, WorkflowId? id = null) =>
        await new BroadcastPublisher(h.Parts, h.Time)
            .PublishAsync(id ?? WorkflowId.New(h.Time), null, terms, h.Cancellation);

    private static async Task<BroadcastReport> ReportAsync(StoreHarness h, WorkflowId id) => Expect.Present(
        await new BroadcastPublisher(h.Parts, h.Time).ReportAsync(id, h.Cancellation), $"broadcast {id}");

    /// <summary>Lets time go by, step by step, with nodes that beat and a leader that looks.</summary>
    private static async Task PassAsync(StoreHarness h, BroadcastDuty duty, double seconds, params string[] live)
    {
        for (var left = seconds; left > 0; left -= 5)
        {
            h.Advance(Math.Min(5, left));
            foreach (var node in live) await h.Cluster.BeatAsync(node, h.Cancellation);
            await h.SweepAsync();
            await duty.RunOnceAsync(h.Cancellation);
        }
    }

    private static BroadcastDuty NewDuty(StoreHarness h) => new(h.Parts, h.Time);

    private static async Task SettleAsync(
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

    private static async Task Late_joiner_gets_a_copy_until_the_time_is_over(StoreHarness h)
    {
        await JoinAsync(h, "a");
        var receipt = await PublishAsync(h, Terms() with { Until = h.Now.AddSeconds(60) });
        var duty = NewDuty(h);
        await SettleAsync(h, "a", receipt.Copies[0].Job);
        Expect.That(!(await ReportAsync(h, receipt.Id)).Ended, "a broadcast that is open for others not to have ended");
        await JoinAsync(h, "b");
        await PassAsync(h, duty, 5, "a", "b");
        await SettleAsync(h, "b", JobId.ForStep(receipt.Id, "b"));
        await PassAsync(h, duty, 60, "a", "b");
        await JoinAsync(h, "c");
        await PassAsync(h, duty, 10, "a", "b", "c");
        Expect.Equal(0, (await PinCases.ClaimForAsync(h, "c")).Count, "the number of copies for one that came too late");
        var report = await ReportAsync(h, receipt.Id);
        Expect.Equal((WorkflowState.Succeeded, 2), (report.Broadcast.State, report.Copies.Count), "the broadcast");
    }

    private static async Task Late_joiner_that_asks_itself_and_is_seen_gets_one_copy(StoreHarness h)
    {
        await JoinAsync(h, "a");
        var receipt = await PublishAsync(h, Terms() with { Until = h.Now.AddHours(1) });
        await JoinAsync(h, "b");
        var publisher = new BroadcastPublisher(h.Parts, h.Time);
        var joining = (await h.Cluster.ListAsync(h.Cancellation)).First(node => node.Id == "b");
        Expect.Equal(1, await publisher.JoinAsync(joining, h.Cancellation), "the number of broadcasts that it joined");
        Expect.Equal(0, await publisher.JoinAsync(joining, h.Cancellation), "the number that it joined once more");
        await PassAsync(h, NewDuty(h), 5, "a", "b");
        Expect.Equal(2, (await ReportAsync(h, receipt.Id)).Copies.Count, "the number of copies");
    }

    private static async Task Broadcast_for_late_joiners_may_begin_with_nobody(StoreHarness h)
    {
        var receipt = await PublishAsync(h, Terms() with { Until = h.Now.AddSeconds(30) });
        Expect.Equal(0, receipt.Copies.Count, "the number of copies");
        await JoinAsync(h, "a");
        var duty = NewDuty(h);
        await PassAsync(h, duty, 5, "a");
        await SettleAsync(h, "a", JobId.ForStep(receipt.Id, "a"));
        var nobody = await PublishAsync(h, Terms("absent") with { Until = h.Now.AddSeconds(10) });
        await PassAsync(h, duty, 40, "a");
        foreach (var id in new[] { receipt.Id, nobody.Id })
            Expect.Equal(WorkflowState.Succeeded, (await ReportAsync(h, id)).Broadcast.State, "the state afterwards");
    }

    private static async Task Shards_have_their_number_and_their_count(StoreHarness h)
    {
        foreach (var node in new[] { "b", "a", "c" }) await JoinAsync(h, node);
        var receipt = await PublishAsync(h, Terms() with { Sharded = true });
        Expect.Sequence(
            [("a", 0), ("b", 1), ("c", 2)], receipt.Copies.Select(copy => (copy.Node, copy.Shard ?? -1)), "the shards");
        foreach (var copy in receipt.Copies)
        {
            var headers = (await h.JobAsync(copy.Job)).Spec.Headers;
            Expect.Equal(
                ($"{copy.Shard}", "3"), (headers[JobHeaders.Shard], headers[JobHeaders.Shards]), "the headers");
        }
    }

    private static async Task Lost_shard_goes_to_another_node_with_its_number(StoreHarness h)
    {
        foreach (var node in new[] { "a", "b", "c" }) await JoinAsync(h, node);
        var receipt = await PublishAsync(h, Terms() with { Sharded = true });
        var (first, lost, third) = (receipt.Copies[0].Job, receipt.Copies[1].Job, receipt.Copies[2].Job);
        // Node b dies with its shard in hand.
        await PinCases.ClaimForAsync(h, "b");
        await PassAsync(h, NewDuty(h), 25, "a", "c");
        var moved = await h.JobAsync(lost);
        Expect.Equal((JobState.Ready, "1"), (moved.State, moved.Spec.Headers[JobHeaders.Shard]), "the lost shard");
        var heir = Expect.Present(moved.Spec.Node, "the node that it went to");
        var got = await PinCases.ClaimForAsync(h, heir);
        JobId[] both = [heir == "a" ? first : third, lost];
        Expect.Sequence(both.Order(), got.Order(), $"the jobs of node {heir}");
        await SettleAsync(h, heir == "a" ? "c" : "a", heir == "a" ? third : first);
        foreach (var id in got)
            await h.SettleAsync(
                new AttemptToken(id, (await h.JobAsync(id)).Attempt), SettlementKind.Succeeded);
        Expect.Equal(
            WorkflowState.Succeeded, (await ReportAsync(h, receipt.Id)).Broadcast.State, "the state of the broadcast");
    }

    private static async Task Lost_shards_wait_while_no_node_lives(StoreHarness h)
    {
        await JoinAsync(h, "a");
        var receipt = await PublishAsync(h, Terms() with { Sharded = true });
        var duty = NewDuty(h);
        await h.Cluster.LeaveAsync("a", h.Cancellation);
        await PassAsync(h, duty, 100);
        await h.ExpectStateAsync(JobState.Ready, receipt.Copies[0].Job);
        await JoinAsync(h, "z");
        await PassAsync(h, duty, 5, "z");
        await SettleAsync(h, "z", receipt.Copies[0].Job);
    }

    private static async Task Cancelled_broadcast_ends_and_takes_nobody_more(StoreHarness h)
    {
        await JoinAsync(h, "a");
        var receipt = await PublishAsync(h, Terms() with { Until = h.Now.AddHours(1) });
        await h.Store.ControlWorkflowAsync(
            new WorkflowControl(receipt.Id, WorkflowAction.Cancel), h.Cancellation);
        await JoinAsync(h, "b");
        await PassAsync(h, NewDuty(h), 10, "a", "b");
        var report = await ReportAsync(h, receipt.Id);
        Expect.Equal((WorkflowState.Cancelled, 1), (report.Broadcast.State, report.Copies.Count), "the broadcast");
    }

    private static async Task Ten_leaders_at_once_do_what_one_does(StoreHarness h)
    {
        foreach (var node in new[] { "a", "b", "c" }) await JoinAsync(h, node);
        var open = await PublishAsync(h, Terms() with { Until = h.Now.AddHours(1) });
        var shards = await PublishAsync(h, Terms() with { Sharded = true });
        await h.Cluster.LeaveAsync("c", h.Cancellation);
        await JoinAsync(h, "d");
        var duties = Enumerable.Range(0, 10).Select(_ => NewDuty(h)).ToList();
        for (var i = 0; i < 10; i++)
        {
            h.Advance(5);
            foreach (var node in new[] { "a", "b", "d" }) await h.Cluster.BeatAsync(node, h.Cancellation);
            await Task.WhenAll(duties.Select(duty => duty.RunOnceAsync(h.Cancellation).AsTask()));
        }

        var copies = (await ReportAsync(h, open.Id)).Copies;
        Expect.Sequence(["a", "b", "c", "d"], copies.Select(job => job.Spec.Node ?? ""), "the nodes with a copy");
        Expect.Equal(JobState.Expired, copies[2].State, "the copy of the node that left");
        var parts = (await ReportAsync(h, shards.Id)).Copies;
        Expect.Sequence(["0", "1", "2"], parts.Select(job => job.Spec.Headers[JobHeaders.Shard]), "the shards");
        Expect.That(
            parts.All(job => job.State == JobState.Ready && job.Spec.Node is "a" or "b" or "d"),
            "every shard to wait for a node that lives");
    }

    private static async Task Broadcast_survives_a_restart(StoreHarness h)
    {
        await JoinAsync(h, "a");
        await JoinAsync(h, "b");
        var receipt = await PublishAsync(h, Terms() with { Until = h.Now.AddSeconds(60), Tag = null });
        await SettleAsync(h, "a", receipt.Copies[0].Job);
        await h.RestartAsync();
        var duty = NewDuty(h);
        await JoinAsync(h, "b");
        await JoinAsync(h, "c");
        await PassAsync(h, duty, 5, "b", "c");
        await SettleAsync(h, "b", receipt.Copies[1].Job);
        await SettleAsync(h, "c", JobId.ForStep(receipt.Id, "c"));
        await PassAsync(h, duty, 60, "b", "c");
        var report = await ReportAsync(h, receipt.Id);
        Expect.Equal((WorkflowState.Succeeded, 3), (report.Broadcast.State, report.Copies.Count), "the broadcast");
        Expect.Equal("work", report.Broadcast.Broadcast?.Template.Handler, "what it runs");
    }
}
