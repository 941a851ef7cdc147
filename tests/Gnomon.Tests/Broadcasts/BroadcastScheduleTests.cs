using System.Text;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Broadcasts;

public sealed class BroadcastScheduleTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;
    private readonly StoreApi _api;
    private readonly BroadcastHandler _handler;

    public BroadcastScheduleTests()
    {
        _store = new LocalStore(new LocalStoreOptions(), _time);
        _api = new StoreApi(_store.Parts, _time);
        _handler = new BroadcastHandler(_store.Parts, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.InitializeAsync(Cancellation);
        foreach (var node in new[] { "a", "b" })
            await _store.Parts.Cluster.JoinAsync(
                new NodeInfo(node, "host", 1, [JobLimits.DefaultQueue], ["reload"], 1) { Tags = ["edge"] }, Cancellation);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_schedule_that_broadcasts_is_answered_as_it_was_put()
    {
        var put = await PutAsync("""
            {"trigger":{"every":"1m"},"handler":"reload","args":{"x":1},"target":"broadcast","nodeTag":"edge","sharded":true,
             "retry":{"delays":["5s"]}}
            """);
        Assert.Equal(("broadcast", "reload", "edge", true), (put.Target, put.Handler, put.NodeTag, put.Sharded!.Value));
        Assert.Equal("""{"x":1}""", put.Args!.Value.GetRawText());
        Assert.Equal(["5s"], put.Retry!.Delays!);
        var stored = (await _store.GetScheduleAsync("s", Cancellation))!.Schedule.Job;
        Assert.Equal(BroadcastHandler.Name, stored.Handler);
        var plain = await PutAsync("""{"trigger":{"every":"1m"},"handler":"reload"}""");
        Assert.Equal((null, "reload"), (plain.Target, plain.Handler));
    }

    [Theory]
    [InlineData("target", """{"trigger":{"every":"1m"},"handler":"h","target":"all"}""")]
    [InlineData("nodeTag", """{"trigger":{"every":"1m"},"handler":"h","nodeTag":"edge"}""")]
    [InlineData("sharded", """{"trigger":{"every":"1m"},"handler":"h","target":"one","sharded":true}""")]
    [InlineData("until", """{"trigger":{"every":"1m"},"handler":"h","target":"broadcast","sharded":true,"openFor":"1h"}""")]
    [InlineData("limitKey", """{"trigger":{"every":"1m"},"handler":"h","target":"broadcast","limitKey":"k"}""")]
    [InlineData("handler", """{"trigger":{"every":"1m"},"handler":"a b","target":"broadcast"}""")]
    public async Task A_fault_in_the_target_is_refused_by_its_member(string field, string text)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => PutAsync(text));
        Assert.Equal((400, field), (refused.Status, refused.Field));
    }

    [Fact]
    public async Task A_tick_publishes_one_broadcast_however_often_its_job_is_tried_and_ends_with_it()
    {
        await PutAsync("""{"trigger":{"every":"1m"},"handler":"reload","target":"broadcast"}""");
        var at = _time.GetUtcNow();
        var id = JobId.ForTick("s", at);
        var spec = (await _store.GetScheduleAsync("s", Cancellation))!.Schedule.Job with { Schedule = "s", Tick = at };
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var put = await Assert.ThrowsAsync<SnoozeException>(() => RunAsync(id, attempt, spec));
            Assert.Contains("2 of 2 parts left", put.Message, StringComparison.Ordinal);
        }

        var broadcast = Assert.Single(
            (await _store.ListWorkflowsAsync(new WorkflowFilter { Broadcast = true }, null, 10, Cancellation)).Items);
        Assert.Equal((id.Value, "s", at), (broadcast.Id.Value, broadcast.Schedule, broadcast.Tick));
        // Copies are not runs of the schedule: its tick's job is.
        Assert.Equal(0, (await _store.GetScheduleAsync("s", Cancellation))!.LiveJobs);
        await SettleAsync("a", SettlementKind.Succeeded);
        await Assert.ThrowsAsync<SnoozeException>(() => RunAsync(id, 4, spec));
        await SettleAsync("b", SettlementKind.Succeeded);
        Assert.Equal("\"2 parts succeeded\"", await RunAsync(id, 5, spec));
    }

    [Fact]
    public async Task A_failed_part_makes_the_run_fail_for_good_and_names_the_node()
    {
        var spec = await SpecAsync("reload");
        var id = JobId.New(_time);
        await Assert.ThrowsAsync<SnoozeException>(() => RunAsync(id, 1, spec));
        await SettleAsync("a", SettlementKind.Dead);
        await SettleAsync("b", SettlementKind.Succeeded);
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(id, 2, spec));
        Assert.True(failed.Permanent);
        Assert.Equal($"1 of 2 parts of broadcast {id} failed: a: it broke", failed.Message);
    }

    [Fact]
    public async Task A_tick_that_nobody_would_get_fails_with_the_reason()
    {
        var spec = await SpecAsync("absent");
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(JobId.New(_time), 1, spec));
        Assert.True(failed.Permanent);
        Assert.StartsWith("No live node has a handler 'absent'", failed.Message, StringComparison.Ordinal);
    }

    private async Task<JobSpec> SpecAsync(string handler)
    {
        await PutAsync($$"""{"trigger":{"every":"1m"},"handler":"{{handler}}","target":"broadcast"}""");
        return (await _store.GetScheduleAsync("s", Cancellation))!.Schedule.Job;
    }

    private async Task<ScheduleDocument> PutAsync(string text) => (await _api.PutScheduleAsync(
        "s", ApiJson.Read(Encoding.UTF8.GetBytes(text), GnomonJson.Default.ScheduleDocument), null, Cancellation)).Schedule;

    private async Task<string> RunAsync(JobId id, int attempt, JobSpec spec)
    {
        var claim = new ClaimedJob(new AttemptToken(id, attempt), spec) { Snoozes = attempt - 1 };
        var result = await _handler.RunAsync(new JobContext(claim, null, Cancellation));
        return Encoding.UTF8.GetString(result.Span);
    }

    private async Task SettleAsync(string node, SettlementKind kind)
    {
        var request = new ClaimRequest(node, [JobLimits.DefaultQueue], 1, TimeSpan.FromMinutes(1));
        var job = Assert.Single((await _store.ClaimAsync(request, Cancellation)).Jobs);
        await _store.SettleAsync(
            [new Settlement(job.Token, kind) { Error = kind == SettlementKind.Dead ? "it broke" : null }], Cancellation);
    }
}
