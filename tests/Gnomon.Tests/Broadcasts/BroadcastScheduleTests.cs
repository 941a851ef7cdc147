using System.Text;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Api;
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
        // What was answered can be put again, and is no change.
        Assert.Equal(put.Revision, (await _api.PutScheduleAsync("s", put, null, Cancellation)).Schedule.Revision);
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
        var run = await BeginAsync("reload");
        await _handler.RunAsync(await run.StartAsync(Cancellation)).AsTask().ContinueWith(_ => { }, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(2));
        await _store.SweepAsync(10, Cancellation);
        var (state, text) = await run.RunAsync(Cancellation);
        Assert.Equal(JobState.Scheduled, state);
        Assert.Contains("2 of 2 parts left", text, StringComparison.Ordinal);

        var broadcast = Assert.Single(
            (await _store.ListWorkflowsAsync(new WorkflowFilter { Broadcast = true }, null, 10, Cancellation)).Items);
        Assert.Equal((run.Job.Value, "s"), (broadcast.Id.Value, broadcast.Schedule));
        // Copies are not runs of the schedule: its tick's job is.
        Assert.Equal(1, (await _store.GetScheduleAsync("s", Cancellation))!.LiveJobs);
        await SettleAsync("a", SettlementKind.Succeeded);
        await SettleAsync("b", SettlementKind.Succeeded);
        Assert.Equal((JobState.Succeeded, "\"2 parts succeeded\""), await run.RunAsync(Cancellation));
    }

    [Fact]
    public async Task A_failed_part_makes_the_run_fail_for_good_and_names_the_node()
    {
        var run = await BeginAsync("reload");
        await run.RunAsync(Cancellation);
        await SettleAsync("a", SettlementKind.Dead);
        await SettleAsync("b", SettlementKind.Succeeded);
        Assert.Equal(
            (JobState.Dead, $"1 of 2 parts of broadcast {run.Job} failed: a: it broke"), await run.RunAsync(Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_tried_again_by_hand_tries_the_parts_that_failed_again()
    {
        var run = await BeginAsync("reload");
        await run.RunAsync(Cancellation);
        await SettleAsync("a", SettlementKind.Dead);
        await SettleAsync("b", SettlementKind.Succeeded);
        await run.RunAsync(Cancellation);
        await _store.ControlAsync(new ControlRequest(ControlAction.Retry, [run.Job]), Cancellation);
        Assert.Equal(JobState.Scheduled, (await run.RunAsync(Cancellation)).State);
        await SettleAsync("a", SettlementKind.Succeeded);
        Assert.Equal((JobState.Succeeded, "\"2 parts succeeded\""), await run.RunAsync(Cancellation));
    }

    [Fact]
    public async Task A_tick_that_nobody_would_get_fails_with_the_reason()
    {
        var (state, text) = await (await BeginAsync("absent")).RunAsync(Cancellation);
        Assert.Equal(JobState.Dead, state);
        Assert.StartsWith("No live node has a handler 'absent'", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_of_a_run_by_hand_take_the_arguments_that_are_asked_for()
    {
        await PutAsync("""{"trigger":{"every":"1m"},"handler":"reload","args":{"x":1},"target":"broadcast"}""");
        var triggered = await _api.TriggerScheduleAsync(
            "s", new TriggerRequestDocument { Args = JsonElement.Parse("""{"x":2}""") }, Cancellation);
        var run = new TickRun(_store.Parts, new JobId(Guid.Parse(triggered.Id!)), _handler.RunAsync);
        await run.RunAsync(Cancellation);
        var copies = await _store.ListJobsAsync(
            new JobFilter { Workflow = new WorkflowId(run.Job.Value) }, null, 10, Cancellation);
        Assert.All(copies.Items, copy => Assert.Equal("""{"x":2}""", Encoding.UTF8.GetString(copy.Spec.Args.Span)));
    }

    private async Task<TickRun> BeginAsync(string handler) => await TickRun.BeginAsync(
        _store.Parts, await SpecAsync(handler), _time.GetUtcNow(), _handler.RunAsync, Cancellation);

    private async Task<JobSpec> SpecAsync(string handler)
    {
        await PutAsync($$"""{"trigger":{"every":"1m"},"handler":"{{handler}}","target":"broadcast"}""");
        return (await _store.GetScheduleAsync("s", Cancellation))!.Schedule.Job;
    }

    private async Task<ScheduleDocument> PutAsync(string text) => (await _api.PutScheduleAsync(
        "s", ApiJson.Read(Encoding.UTF8.GetBytes(text), GnomonJson.Default.ScheduleDocument), null, Cancellation)).Schedule;

    private async Task SettleAsync(string node, SettlementKind kind)
    {
        var request = new ClaimRequest(node, [JobLimits.DefaultQueue], 1, TimeSpan.FromMinutes(1));
        var job = Assert.Single((await _store.ClaimAsync(request, Cancellation)).Jobs);
        await _store.SettleAsync(
            [new Settlement(job.Token, kind) { Error = kind == SettlementKind.Dead ? "it broke" : null }], Cancellation);
    }
}
