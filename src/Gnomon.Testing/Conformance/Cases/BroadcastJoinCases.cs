using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.BroadcastCases;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Broadcasts that nodes join later, and those whose copies are parts of one work.</summary>
internal static class BroadcastJoinCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
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
