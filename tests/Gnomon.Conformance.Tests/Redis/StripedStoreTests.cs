using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Triggers;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>What several stripes do together, beside what every engine does.</summary>
public sealed class StripedStoreTests : IAsyncLifetime
{
    private StripedServer _at = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _at = await StripedServer.StartAsync();

    public ValueTask DisposeAsync() => _at.DisposeAsync();

    [Fact]
    public async Task Another_number_of_stripes_is_refused()
    {
        var error = await Assert.ThrowsAsync<StoreException>(() => _at.OpenAsync(stripes: 5));
        Assert.Contains("has stripes=4, and this program opens it with stripes=5", error.Message);
        await Assert.ThrowsAsync<StoreException>(() => _at.OpenAsync(stripes: 1));
        await _at.OpenAsync();
    }

    [Fact]
    public async Task Namespace_that_is_older_than_stripes_has_one()
    {
        await _at.AddAsync(_at.Draft("default"));
        await RedisCli.RunAsync(_at.Server.Port, "HDEL", "{gnomon}:m", "stripes");
        var error = await Assert.ThrowsAsync<StoreException>(() => _at.OpenAsync());
        Assert.Contains("has stripes=1", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Jobs_of_all_stripes_are_one_list_newest_first(int limit)
    {
        var ids = await FillAsync(40);
        Assert.Equal(Enumerable.Reverse(ids), (await _at.ListAsync(limit: limit)).Select(job => job.Id));
    }

    [Fact]
    public async Task What_is_accepted_while_a_list_is_read_is_not_in_it()
    {
        var ids = await FillAsync(9);
        var first = await _at.Query.ListJobsAsync(new JobFilter(), null, 2, Cancellation);
        await FillAsync(12);
        var (rest, cursor) = (new List<JobId>(), first.Next);
        while (cursor is not null)
        {
            var page = await _at.Query.ListJobsAsync(new JobFilter(), cursor, 2, Cancellation);
            rest.AddRange(page.Items.Select(job => job.Id));
            cursor = page.Next;
        }

        Assert.Equal(Enumerable.Reverse(ids), first.Items.Select(job => job.Id).Concat(rest));
        var unknown = await _at.Query.ListJobsAsync(new JobFilter(), "1.2", 1, Cancellation);
        Assert.DoesNotContain(unknown.Items[0].Id, ids);
    }

    [Fact]
    public async Task Changes_by_filter_go_through_all_stripes_and_leave_later_jobs_alone()
    {
        await FillAsync(20);
        var (changed, cursor) = (0, (string?)null);
        var late = new List<JobId>();
        do
        {
            var answer = await _at.Store.ControlAsync(
                new ControlRequest(ControlAction.Cancel, new JobFilter(), cursor) { Max = 3 }, Cancellation);
            Assert.InRange(answer.Results.Count, 0, 3);
            changed += answer.Results.Count;
            cursor = answer.Next;
            late.AddRange(await FillAsync(4));
        }
        while (cursor is not null);

        Assert.Equal(20, changed);
        Assert.Equal(
            late.Order(), (await _at.ListAsync(new JobFilter { State = JobState.Ready })).Select(job => job.Id).Order());
        foreach (var bad in new[] { "9.0.1.1.1.1", "0.0.1.1.1", "0-5", "x" })
            await Assert.ThrowsAsync<InvalidJobException>(() => _at.Store.ControlAsync(
                new ControlRequest(ControlAction.Cancel, new JobFilter(), bad), Cancellation).AsTask());
    }

    [Fact]
    public async Task Claims_take_the_queues_in_their_order_over_all_stripes()
    {
        await FillAsync(8);
        var jobs = await _at.ClaimAsync(5, "x", "a", "default", "b");
        Assert.Equal(["x", "x", "a", "a", "default"], jobs.Select(job => job.Spec.Queue));
        Assert.Equal(3, (await _at.ClaimAsync(5, "x", "a", "default", "b")).Count);
    }

    [Fact]
    public async Task Attempts_are_renewed_and_settled_by_a_process_that_did_not_claim_them()
    {
        await FillAsync(8);
        var jobs = await _at.ClaimAsync(8, StripedServer.Queues);
        var other = await _at.OpenAsync();
        Assert.All(
            await other.Store.RenewAsync(
                [.. jobs.Select(job => new LeaseRenewal(job.Token, TimeSpan.FromMinutes(1)))], Cancellation),
            outcome => Assert.Equal(RenewOutcome.Held, outcome));
        Assert.All(
            await other.Store.SettleAsync(
                [.. jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded))], Cancellation),
            outcome => Assert.True(outcome.Applied));
    }

    [Fact]
    public async Task Settlements_of_a_call_that_failed_in_one_stripe_are_not_stale_when_they_are_sent_again()
    {
        await FillAsync(4);
        var jobs = await _at.ClaimAsync(4, StripedServer.Queues);
        var settlements = jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded)).ToList();
        await RedisCli.RunAsync(_at.Server.Port, "RENAME", "{gnomon:2}:m", "{gnomon:2}:kept");
        await RedisCli.RunAsync(_at.Server.Port, "SET", "{gnomon:2}:m", "no hash");
        await Assert.ThrowsAsync<StoreException>(() => _at.Store.SettleAsync(settlements, Cancellation).AsTask());
        Assert.Equal(3, (await Task.WhenAll(new[] { 0, 1, 3 }.Select(async stripe =>
            (await _at.Stripe(stripe).GetStatsAsync(Cancellation)).Jobs.GetValueOrDefault(JobState.Succeeded)))).Sum());
        await RedisCli.RunAsync(_at.Server.Port, "RENAME", "{gnomon:2}:kept", "{gnomon:2}:m");

        Assert.All(
            await _at.Store.SettleAsync(settlements, Cancellation),
            outcome => Assert.Equal(new SettleOutcome(true, JobState.Succeeded), outcome));
        Assert.All(await _at.Store.SettleAsync(settlements, Cancellation), outcome => Assert.False(outcome.Applied));
    }

    [Fact]
    public async Task Stripe_that_cannot_serve_keeps_no_jobs_of_the_others_back_and_comes_back_by_itself()
    {
        await FillAsync(8);
        await RedisCli.RunAsync(_at.Server.Port, "RENAME", "{gnomon:2}:m", "{gnomon:2}:kept");
        await RedisCli.RunAsync(_at.Server.Port, "SET", "{gnomon:2}:m", "no hash");
        Assert.Equal("a", Assert.Single(await _at.ClaimAsync(1, "x", "a")).Spec.Queue);
        Assert.Equal("a", Assert.Single(await _at.ClaimAsync(10, "x", "a")).Spec.Queue);
        await Assert.ThrowsAsync<StoreException>(() => _at.ClaimAsync(1, "x"));
        _at.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(2, (await _at.Store.SweepAsync(1000, Cancellation)).Recovered);

        await RedisCli.RunAsync(_at.Server.Port, "RENAME", "{gnomon:2}:kept", "{gnomon:2}:m");
        IReadOnlyList<ClaimedJob> jobs;
        while ((jobs = await _at.ClaimAsync(1, "x", "b:none")).Count == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        Assert.Equal("x", jobs[0].Spec.Queue);
    }

    [Fact]
    public async Task Sweep_does_no_more_than_it_may_and_comes_to_every_stripe()
    {
        foreach (var queue in StripedServer.Queues)
            for (var i = 0; i < 3; i++)
                await _at.AddAsync(_at.Draft(queue) with { Delay = TimeSpan.FromSeconds(1) });
        _at.Time.Advance(TimeSpan.FromSeconds(2));
        var (promoted, sweeps) = (0, 0);
        for (var more = true; more && sweeps < 50; sweeps++)
        {
            var answer = await _at.Store.SweepAsync(2, Cancellation);
            Assert.InRange(answer.Promoted, 0, 2);
            promoted += answer.Promoted;
            more = answer.More || answer.Promoted >= 2;
        }

        Assert.Equal(12, promoted);
        Assert.Equal(12, (await _at.Query.GetStatsAsync(Cancellation)).Jobs[JobState.Ready]);
    }

    [Fact]
    public async Task Nodes_that_jobs_of_several_stripes_are_pinned_to_are_counted_together()
    {
        foreach (var (queue, node) in new[] { ("a", "n1"), ("b", "n1"), ("x", "n2"), ("default", "n3"), ("a", "n3") })
            await _at.AddAsync(_at.Draft(queue, spec => spec with { Node = node }));
        var first = await _at.Query.ListPinnedNodesAsync(null, 2, Cancellation);
        Assert.Equal([new PinnedNode("n1", 2, 0), new PinnedNode("n2", 1, 0)], first.Items);
        var second = await _at.Query.ListPinnedNodesAsync(first.Next, 2, Cancellation);
        Assert.Equal([new PinnedNode("n3", 2, 0)], second.Items);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Hints_reach_a_process_whatever_stripe_they_are_about()
    {
        var other = await _at.OpenAsync();
        var told = new TaskCompletionSource<WakeHint>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = other.Wake.Listen(told.SetResult);
        await _at.Parts.Wake.SignalAsync(new WakeHint(WakeTopic.Jobs, null, []), Cancellation);
        Assert.Equal(WakeTopic.Jobs, (await told.Task.WaitAsync(Cancellation)).Topic);
    }

    private async Task<List<JobId>> FillAsync(int count)
    {
        var ids = new List<JobId>();
        for (; count > 0; count--)
        {
            _at.Time.Advance(TimeSpan.FromMilliseconds(1));
            var draft = _at.Draft(StripedServer.Queues[count % 4]);
            await _at.AddAsync(draft);
            ids.Add(draft.Id);
        }

        return ids;
    }
}
