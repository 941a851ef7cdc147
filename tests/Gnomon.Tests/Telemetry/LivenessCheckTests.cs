using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Gnomon.Tests.Telemetry;

public sealed class LivenessCheckTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _engine;
    private readonly FaultyStore _store;
    private readonly NodePulse _pulse;
    private readonly LivenessCheck _check;

    public LivenessCheckTests()
    {
        _engine = new LocalStore(new LocalStoreOptions(), _time);
        _store = new FaultyStore(_engine.Parts);
        _pulse = new NodePulse(_time);
        _check = new LivenessCheck(_store, _pulse, new HealthOptions(), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _engine.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_process_whose_store_answers_and_whose_node_beats_is_healthy()
    {
        var cluster = new ObservedCluster(_engine.Parts.Cluster, _pulse);
        await cluster.JoinAsync(Node("n1"), Cancellation);
        for (var beats = 0; beats < 10; beats++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            Assert.True(await cluster.BeatAsync("n1", Cancellation));
        }

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_node_that_is_not_heard_is_named_until_it_is_heard_again_or_leaves()
    {
        var cluster = new ObservedCluster(_store, _pulse);
        await cluster.JoinAsync(Node("n1"), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        _store.Fail(StoreCall.Beat);
        await Assert.ThrowsAnyAsync<Exception>(async () => await cluster.BeatAsync("n1", Cancellation));
        _time.Advance(TimeSpan.FromSeconds(5));
        var result = await CheckAsync();
        Assert.Equal(
            (HealthStatus.Unhealthy, "The cluster has not heard node n1 for 20s; at most 15s is allowed."),
            (result.Status, result.Description));
        // By now the cluster has forgotten it, and a beat that nobody knows is none.
        Assert.False(await cluster.BeatAsync("unknown", Cancellation));
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);
        await cluster.JoinAsync(Node("n1"), Cancellation);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        await cluster.LeaveAsync("n1", Cancellation);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_in_time_is_unhealthy()
    {
        var held = _store.Hold(StoreCall.GetStats);
        var checking = CheckAsync();
        await held.Reached.WaitAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(5));
        var result = await checking;
        Assert.Equal(
            (HealthStatus.Unhealthy, "The store has not answered a question within 5s."),
            (result.Status, result.Description));
        held.Release();
    }

    [Fact]
    public async Task A_store_that_cannot_serve_is_unhealthy_in_its_own_words()
    {
        _store.Fail(StoreCall.GetStats, error: new StoreException(StoreProblem.Failed, "The disk is gone."));
        var result = await CheckAsync();
        Assert.Equal((HealthStatus.Unhealthy, "The disk is gone."), (result.Status, result.Description));
    }

    [Fact]
    public async Task A_loop_that_has_ended_is_unhealthy()
    {
        string? trouble = null;
        _pulse.Watch(() => null, () => trouble);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        trouble = "The worker of node n1 claims no more: it broke.";
        Assert.Equal(trouble, (await CheckAsync()).Description);
    }

    private static NodeInfo Node(string id) => new(id, "host", 1, ["default"], ["work"], 1);

    private Task<HealthCheckResult> CheckAsync() => _check.CheckHealthAsync(new HealthCheckContext(), Cancellation);
}
