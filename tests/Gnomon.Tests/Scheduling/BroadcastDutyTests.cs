using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Xunit;

namespace Gnomon.Tests.Scheduling;

public sealed class BroadcastDutyTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;
    private readonly FaultyStore _counted;
    private readonly BroadcastDuty _duty;

    public BroadcastDutyTests()
    {
        _store = new LocalStore(new LocalStoreOptions(), _time);
        _counted = new FaultyStore(_store.Parts);
        _duty = new BroadcastDuty(_counted.Parts, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task However_often_it_is_asked_it_looks_every_two_seconds()
    {
        for (var i = 0; i < 100; i++) await RunAsync(0.1);
        Assert.InRange(_counted.CallsOf(StoreCall.ListPinnedNodes), 5, 6);
    }

    [Fact]
    public async Task Without_pinned_jobs_it_reads_no_job_however_many_wait()
    {
        for (var i = 0; i < 1000; i++) await EnqueueAsync(null);
        for (var i = 0; i < 50; i++) await RunAsync(5);
        Assert.Equal(0, _counted.CallsOf(StoreCall.ListJobs));
    }

    [Fact]
    public async Task Jobs_that_somebody_pinned_to_a_node_that_is_gone_are_looked_at_once()
    {
        for (var i = 0; i < 700; i++) await EnqueueAsync("gone");
        for (var i = 0; i < 50; i++) await RunAsync(5);
        // Two pages of ready ones, and one look at each other state that waits.
        Assert.Equal(4, _counted.CallsOf(StoreCall.ListJobs));
        Assert.Equal(0, _counted.CallsOf(StoreCall.Control));
    }

    [Fact]
    public async Task An_open_broadcast_costs_nothing_more_while_nobody_joins()
    {
        await JoinAsync("a");
        await PublishAsync(new BroadcastTerms(new JobSpec { Handler = "h" }) { Until = _time.GetUtcNow().AddDays(1) });
        for (var i = 0; i < 20; i++) await RunAsync(5, "a");
        Assert.Equal(1, _counted.CallsOf(StoreCall.EnqueueWorkflow));
        await JoinAsync("b");
        for (var i = 0; i < 20; i++) await RunAsync(5, "a", "b");
        Assert.Equal(2, _counted.CallsOf(StoreCall.EnqueueWorkflow));
    }

    [Fact]
    public async Task Thousands_of_lost_copies_are_ended_in_bounded_steps()
    {
        await JoinAsync("a");
        await JoinAsync("b");
        for (var i = 0; i < 3000; i++) await PublishAsync(new BroadcastTerms(new JobSpec { Handler = "h" }));
        await _store.Parts.Cluster.LeaveAsync("b", Cancellation);
        for (var i = 0; i < 12; i++) await RunAsync(5, "a");
        var expired = (await _store.GetStatsAsync(Cancellation)).Jobs[JobState.Expired];
        Assert.Equal(3000, expired);
    }

    [Fact]
    public async Task A_call_that_fails_is_made_again_with_the_next_look()
    {
        await JoinAsync("a");
        await PublishAsync(new BroadcastTerms(new JobSpec { Handler = "h" }));
        await _store.Parts.Cluster.LeaveAsync("a", Cancellation);
        await RunAsync(1);
        _time.Advance(BroadcastDuty.Grace);
        _counted.Fail(StoreCall.Control);
        await Assert.ThrowsAsync<StoreException>(async () => await _duty.RunOnceAsync(Cancellation));
        await RunAsync(0.1);
        Assert.Equal(1, (await _store.GetStatsAsync(Cancellation)).Jobs[JobState.Expired]);
    }

    private async Task RunAsync(double seconds, params string[] live)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        foreach (var node in live) await _store.Parts.Cluster.BeatAsync(node, Cancellation);
        await _duty.RunOnceAsync(Cancellation);
    }

    private async Task JoinAsync(string node) => await _store.Parts.Cluster.JoinAsync(
        new NodeInfo(node, "host", 1, [JobLimits.DefaultQueue], ["h"], 1), Cancellation);

    private async Task EnqueueAsync(string? node) => await _store.EnqueueAsync(
        [new JobDraft(JobId.New(_time), new JobSpec { Handler = "h", Node = node })], Cancellation);

    private async Task PublishAsync(BroadcastTerms terms) => await new BroadcastPublisher(_store.Parts, _time)
        .PublishAsync(WorkflowId.New(_time), null, terms, Cancellation);
}
