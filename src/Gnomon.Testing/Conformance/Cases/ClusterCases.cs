using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How nodes are known and who leads.</summary>
internal static class ClusterCases
{
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(10);

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("cluster", Joined_node_is_listed_as_it_is),
        Case("cluster", Joining_again_replaces_what_was_known),
        Case("cluster", Beats_keep_a_node_listed),
        Case("cluster", Node_that_left_is_gone_and_has_to_join_again),
        Case("cluster", Unknown_node_may_leave_and_cannot_beat),
        Case("leader", One_node_leads_at_a_time),
        Case("leader", Leader_renews_its_term),
        Case("leader", Leadership_passes_on_after_the_term),
        Case("leader", Resigned_leadership_passes_on_at_once),
        Case("leader", Only_the_leader_can_resign),
        Case("leader", Steps_of_the_wall_clock_do_not_end_a_term),
        Case("leader", Ten_candidates_make_one_leader),
        Case("leader", Leader_can_be_asked_for_and_its_term_counts_the_changes),
        Case("leader", Nobody_leads_after_the_term_and_after_resigning),
    ];

    private static async Task Joined_node_is_listed_as_it_is(StoreHarness h)
    {
        await h.Cluster.JoinAsync(Node("n1"), h.Cancellation);
        var joined = h.Now;
        h.Advance(1);
        Expect.Equal(true, await h.Cluster.BeatAsync("n1", h.Cancellation), "whether the node is known");
        var node = (await h.Cluster.ListAsync(h.Cancellation)).Single();
        Expect.Equal(("n1", "host-a", 42, 8), (node.Id, node.Host, node.ProcessId, node.Concurrency), "the node");
        Expect.Sequence(["high", "low"], node.Queues, "its queues");
        Expect.Sequence(["work"], node.Handlers, "its handlers");
        Expect.Equal(("1.2.3", "http://127.0.0.1:9"), (node.Version, node.Address), "its version and address");
        Expect.Sequence(["gpu"], node.Tags, "its tags");
        Expect.Equal(joined, node.JoinedAt, "the moment it joined");
        Expect.Equal(h.Now, node.SeenAt, "the moment it was last heard of");
    }

    private static async Task Joining_again_replaces_what_was_known(StoreHarness h)
    {
        await h.Cluster.JoinAsync(Node("n1"), h.Cancellation);
        await h.Cluster.JoinAsync(Node("n1") with { Concurrency = 16 }, h.Cancellation);
        Expect.Equal(16, (await h.Cluster.ListAsync(h.Cancellation)).Single().Concurrency, "the concurrency");
    }

    private static async Task Beats_keep_a_node_listed(StoreHarness h)
    {
        await h.Cluster.JoinAsync(Node("n1"), h.Cancellation);
        for (var i = 0; i < 30; i++)
        {
            h.Advance(2);
            Expect.Equal(true, await h.Cluster.BeatAsync("n1", h.Cancellation), "whether a beating node is known");
        }

        Expect.Equal(1, (await h.Cluster.ListAsync(h.Cancellation)).Count, "the number of nodes");
    }

    private static async Task Node_that_left_is_gone_and_has_to_join_again(StoreHarness h)
    {
        await h.Cluster.JoinAsync(Node("n1"), h.Cancellation);
        await h.Cluster.JoinAsync(Node("n2"), h.Cancellation);
        await h.Cluster.LeaveAsync("n1", h.Cancellation);
        var nodes = await h.Cluster.ListAsync(h.Cancellation);
        Expect.Sequence(["n2"], nodes.Select(n => n.Id), "the nodes");
        Expect.Equal(false, await h.Cluster.BeatAsync("n1", h.Cancellation), "whether a node that left is known");
    }

    private static async Task Unknown_node_may_leave_and_cannot_beat(StoreHarness h)
    {
        await h.Cluster.LeaveAsync("nobody", h.Cancellation);
        Expect.Equal(false, await h.Cluster.BeatAsync("nobody", h.Cancellation), "whether an unknown node is known");
        Expect.Equal(0, (await h.Cluster.ListAsync(h.Cancellation)).Count, "the number of nodes");
    }

    private static async Task One_node_leads_at_a_time(StoreHarness h)
    {
        await ExpectLeadAsync(h, "n1", true);
        await ExpectLeadAsync(h, "n2", false);
        h.Advance(9);
        await ExpectLeadAsync(h, "n2", false);
    }

    private static async Task Leader_renews_its_term(StoreHarness h)
    {
        for (var i = 0; i < 5; i++)
        {
            await ExpectLeadAsync(h, "n1", true);
            h.Advance(8);
            await ExpectLeadAsync(h, "n2", false);
        }
    }

    private static async Task Leadership_passes_on_after_the_term(StoreHarness h)
    {
        await ExpectLeadAsync(h, "n1", true);
        h.Advance(10.5);
        await ExpectLeadAsync(h, "n2", true);
        await ExpectLeadAsync(h, "n1", false);
    }

    private static async Task Resigned_leadership_passes_on_at_once(StoreHarness h)
    {
        await ExpectLeadAsync(h, "n1", true);
        await h.Cluster.ResignAsync("n1", h.Cancellation);
        await ExpectLeadAsync(h, "n2", true);
    }

    private static async Task Only_the_leader_can_resign(StoreHarness h)
    {
        await ExpectLeadAsync(h, "n1", true);
        await h.Cluster.ResignAsync("n2", h.Cancellation);
        await ExpectLeadAsync(h, "n3", false);
    }

    private static async Task Steps_of_the_wall_clock_do_not_end_a_term(StoreHarness h)
    {
        await ExpectLeadAsync(h, "n1", true);
        h.Time.StepWallClock(TimeSpan.FromMinutes(10));
        await ExpectLeadAsync(h, "n2", false);
        h.Time.StepWallClock(TimeSpan.FromMinutes(-20));
        h.Advance(10.5);
        await ExpectLeadAsync(h, "n2", true);
    }

    private static async Task Ten_candidates_make_one_leader(StoreHarness h)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            async () => await h.Cluster.LeadAsync($"n{i}", Term, h.Cancellation), h.Cancellation)));
        Expect.Equal(1, answers.Count(leads => leads), "the number of leaders");
    }

    private static async Task Leader_can_be_asked_for_and_its_term_counts_the_changes(StoreHarness h)
    {
        Expect.Absent(await h.Cluster.GetLeaderAsync(h.Cancellation), "leader before anybody has led");
        await ExpectLeadAsync(h, "n1", true);
        var began = h.Now;
        h.Advance(4);
        await ExpectLeadAsync(h, "n1", true);
        Expect.Equal(
            new LeaderTerm("n1", 1, began, h.Now + Term), await h.Cluster.GetLeaderAsync(h.Cancellation),
            "the leader after a renewal");
        h.Advance(10.5);
        await ExpectLeadAsync(h, "n2", true);
        Expect.Equal(
            new LeaderTerm("n2", 2, h.Now, h.Now + Term), await h.Cluster.GetLeaderAsync(h.Cancellation),
            "the next leader");
    }

    private static async Task Nobody_leads_after_the_term_and_after_resigning(StoreHarness h)
    {
        await ExpectLeadAsync(h, "n1", true);
        await h.Cluster.ResignAsync("n1", h.Cancellation);
        Expect.Absent(await h.Cluster.GetLeaderAsync(h.Cancellation), "leader after resigning");
        await ExpectLeadAsync(h, "n1", true);
        h.Advance(10.5);
        Expect.Absent(await h.Cluster.GetLeaderAsync(h.Cancellation), "leader after the term");
    }

    private static async Task ExpectLeadAsync(StoreHarness h, string node, bool leads) =>
        Expect.Equal(leads, await h.Cluster.LeadAsync(node, Term, h.Cancellation), $"whether {node} leads");

    private static NodeInfo Node(string id) => new(id, "host-a", 42, ["high", "low"], ["work"], 8)
    {
        Version = "1.2.3", Address = "http://127.0.0.1:9", Tags = ["gpu"],
    };
}
