using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class StoreApiQueuesTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;
    private readonly StoreApi _api;

    public StoreApiQueuesTests()
    {
        _store = new LocalStore(new LocalStoreOptions(), _time);
        _api = new StoreApi(_store.Parts, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Limits_are_answered_as_they_were_put_and_listed_with_the_queue()
    {
        var limits = new LimitsDocument
        {
            Concurrency = 5, PerKeyConcurrency = 2, StrictOrder = true,
            Rate = new RateDocument { Count = 10, Per = "1s", Burst = 30, Kind = "bucket" },
            PerKeyRate = new RateDocument { Count = 3, Per = "1m30s", Kind = "window" },
        };
        Assert.Equal(limits, (await _api.PutLimitsAsync("q", limits, Cancellation)).Limits);
        await _api.SetQueuePausedAsync("q", true, Cancellation);
        var listed = Assert.Single((await _api.ListQueuesAsync(Cancellation)).Items);
        Assert.Equal((limits, true), (listed.Limits, listed.Paused));
        Assert.Null((await _api.PutLimitsAsync("q", new LimitsDocument(), Cancellation)).Limits);
    }

    [Fact]
    public async Task Faulty_limits_are_refused_by_name()
    {
        await RefusedAsync("concurrency", new LimitsDocument { Concurrency = 0 });
        await RefusedAsync("rate.count", new LimitsDocument { Rate = new RateDocument { Per = "1s" } });
        await RefusedAsync("rate.per", new LimitsDocument { Rate = new RateDocument { Count = 1 } });
        await RefusedAsync("rate.per", new LimitsDocument { Rate = new RateDocument { Count = 1, Per = "25h" } });
        await RefusedAsync(
            "perKeyRate.kind", new LimitsDocument { PerKeyRate = new RateDocument { Count = 1, Per = "1s", Kind = "leak" } });
        await RefusedAsync(
            "perKeyRate.burst",
            new LimitsDocument { PerKeyRate = new RateDocument { Count = 1, Per = "1s", Kind = "window", Burst = 2 } });
        var badName = () => _api.PutLimitsAsync("a b", new LimitsDocument(), Cancellation);
        Assert.Equal("name", (await Assert.ThrowsAsync<ApiException>(badName)).Field);
    }

    [Fact]
    public async Task An_explanation_names_its_reason_and_says_it_in_a_sentence()
    {
        var first = await AddAsync();
        Assert.Equal("noNode", (await ExplainAsync(first)).Reason);
        await _store.Parts.Cluster.JoinAsync(new NodeInfo("n1", "h", 1, ["default"], ["other"], 4), Cancellation);
        var handler = await ExplainAsync(first);
        Assert.Equal("noHandler", handler.Reason);
        Assert.Equal("The live node that takes jobs from queue 'default' has no handler 'add'.", handler.Text);
        await _store.Parts.Cluster.JoinAsync(new NodeInfo("n2", "h", 2, ["default"], ["add"], 4), Cancellation);
        var second = await AddAsync();
        var ready = await ExplainAsync(second);
        Assert.Equal(("ready", "ready", 1), (ready.State, ready.Reason, ready.Ahead));
        await _api.PutLimitsAsync("default", new LimitsDocument { Concurrency = 1 }, Cancellation);
        var token = await ClaimAsync();
        var running = await ExplainAsync(first);
        Assert.Equal(("running", "n2", _time.GetUtcNow()), (running.Reason, running.Node, running.Since));
        var full = await ExplainAsync(second);
        Assert.Equal(("concurrency", 1, 1), (full.Reason, full.Limit, full.Running));
        Assert.Equal("Queue 'default' runs 1 of at most 1 jobs at once.", full.Text);
        await _store.SettleAsync(
            [new Settlement(token, SettlementKind.Retry) { Error = "it broke", Wait = TimeSpan.FromSeconds(9) }],
            Cancellation);
        var retry = await ExplainAsync(first);
        Assert.Equal(("retryWait", _time.GetUtcNow().AddSeconds(9)), (retry.Reason, retry.Until));
        Assert.EndsWith("The reason: it broke", retry.Text, StringComparison.Ordinal);
        await _api.SetQueuePausedAsync("default", true, Cancellation);
        Assert.Equal("queuePaused", (await ExplainAsync(second)).Reason);
        await _api.CancelAsync(second, Cancellation);
        var ended = await ExplainAsync(second);
        Assert.Equal(("ended", "It has ended: cancelled at 2026-01-01T00:00:00Z."), (ended.Reason, ended.Text));
    }

    [Theory]
    [InlineData(SettlementKind.Snoozed)]
    [InlineData(SettlementKind.Parked)]
    public async Task A_job_that_no_node_has_the_handler_for_says_so_also_while_it_is_put_off(SettlementKind kind)
    {
        var id = await AddAsync();
        await _store.Parts.Cluster.JoinAsync(new NodeInfo("n1", "h", 1, ["default"], ["other"], 4), Cancellation);
        var token = await ClaimAsync();
        await _store.SettleAsync(
            [new Settlement(token, kind) { Wait = TimeSpan.FromSeconds(5) }], Cancellation);
        var why = await ExplainAsync(id);
        Assert.Equal(("scheduled", "noHandler", _time.GetUtcNow().AddSeconds(5)), (why.State, why.Reason, why.Until));
    }

    [Fact]
    public async Task An_unknown_job_has_no_explanation()
    {
        var error = await Assert.ThrowsAsync<ApiException>(() => ExplainAsync($"{JobId.New(_time)}"));
        Assert.Equal(404, error.Status);
        error = await Assert.ThrowsAsync<ApiException>(() => ExplainAsync("x"));
        Assert.Equal((400, "id"), (error.Status, error.Field));
    }

    private async Task RefusedAsync(string field, LimitsDocument limits)
    {
        var error = await Assert.ThrowsAsync<ApiException>(() => _api.PutLimitsAsync("q", limits, Cancellation));
        Assert.Equal((400, field), (error.Status, error.Field));
    }

    private Task<ExplanationDocument> ExplainAsync(string id) => _api.ExplainAsync(id, Cancellation);

    private async Task<string> AddAsync() =>
        (await _api.SubmitAsync([new JobDraftDocument { Handler = "add" }], Cancellation))[0].Id;

    private async Task<AttemptToken> ClaimAsync()
    {
        var request = new ClaimRequest("n2", ["default"], 10, TimeSpan.FromSeconds(6));
        return Assert.Single((await _store.ClaimAsync(request, Cancellation)).Jobs).Token;
    }
}
