using Gnomon.Jobs;
using Gnomon.Redis;
using Gnomon.Redis.Deployment;
using Gnomon.Redis.Striping;
using Gnomon.Store;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>One namespace over the nodes of a cluster.</summary>
public sealed class StripedClusterTests
{
    private const int Stripes = 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Namespace_with_stripes_is_on_all_nodes_and_one_store()
    {
        await using var cluster = await RedisClusterServers.StartAsync();
        var hosts = string.Join(',', cluster.Nodes.Select(node => $"127.0.0.1:{node.Port}"));
        var engine = RedisStore.Open(RedisStoreOptions.Parse($"redis://{hosts}?cluster=true&stripes={Stripes}"));
        await using var owner = engine.Owner;
        var (store, query) = (engine.Parts.Store, engine.Parts.Query);
        await store.InitializeAsync(Cancellation);
        string[] queues = [.. Enumerable.Range(0, 24).Select(i => $"queue-{i}")];
        var drafts = queues.Select(queue => new JobDraft(
            JobId.New(TimeProvider.System), new JobSpec { Handler = "work", Queue = queue })).ToList();

        Assert.All(
            await store.EnqueueAsync(drafts, Cancellation), result => Assert.Equal(EnqueueOutcome.Created, result.Outcome));
        var owners = await Task.WhenAll(Enumerable.Range(0, Stripes).Select(stripe =>
            cluster.OwnerAsync(HashSlot.Of(StripeMap.HashTag("gnomon", stripe)))));
        Assert.True(owners.Distinct().Count() > 1, "The stripes are on one node.");

        var (listed, cursor) = (new List<JobId>(), (string?)null);
        do
        {
            var page = await query.ListJobsAsync(new JobFilter(), cursor, 5, Cancellation);
            listed.AddRange(page.Items.Select(job => job.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(drafts.Select(draft => draft.Id).Order(), listed.Order());

        var claim = new ClaimRequest("n", queues, 100, TimeSpan.FromSeconds(30));
        var jobs = (await store.ClaimAsync(claim, Cancellation)).Jobs;
        Assert.Equal(queues, jobs.Select(job => job.Spec.Queue));
        Assert.All(
            await store.SettleAsync(
                [.. jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded))], Cancellation),
            outcome => Assert.True(outcome.Applied));
        Assert.Equal(24, (await query.GetStatsAsync(Cancellation)).Jobs[JobState.Succeeded]);
        await store.SweepAsync(1000, Cancellation);
        var deleted = await store.ControlAsync(
            new ControlRequest(ControlAction.Delete, [.. drafts.Select(draft => draft.Id)]), Cancellation);
        Assert.All(deleted.Results, result => Assert.Equal(ControlOutcome.Done, result.Outcome));
        Assert.Empty((await query.GetStatsAsync(Cancellation)).Queues);
    }

    [Fact]
    public async Task Slot_of_one_stripe_moves_under_load_and_nothing_is_lost_or_doubled()
    {
        await using var cluster = await RedisClusterServers.StartAsync();
        var hosts = string.Join(',', cluster.Nodes.Select(node => $"127.0.0.1:{node.Port}"));
        var options = RedisStoreOptions.Parse($"redis://{hosts}?cluster=true&stripes=4&patience=60s");
        var engine = RedisStore.Open(QuickReconnects.With(options));
        await using var owner = engine.Owner;
        await engine.Parts.Store.InitializeAsync(Cancellation);
        var load = new JobLoad(engine.Parts, queues: StripedServer.Queues);
        load.Start();
        for (var stripe = 0; stripe < 2; stripe++)
        {
            await load.MoreAsync(200);
            var slot = HashSlot.Of(StripeMap.HashTag("gnomon", stripe));
            var from = await cluster.OwnerAsync(slot);
            await RedisClusterServers.MoveAsync(slot, from, cluster.Nodes.First(node => node != from));
        }

        await load.MoreAsync(200);
        await load.EndAsync();
    }
}
