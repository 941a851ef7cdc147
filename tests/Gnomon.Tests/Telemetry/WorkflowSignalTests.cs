using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gnomon.Tests.Telemetry;

/// <summary>Who is told of what a change brings about in workflows.</summary>
public sealed class WorkflowSignalTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly List<WakeHint> _hints = [];
    private readonly LocalStore _engine;
    private readonly ObservedStore _store;
    private readonly EventFeed _feed;
    private readonly Listener _listener = new();
    private readonly WorkflowId _flow;

    public WorkflowSignalTests()
    {
        _engine = new LocalStore(new LocalStoreOptions(), _time);
        _engine.Parts.Wake.Listen(_hints.Add);
        _feed = new EventFeed(() => [_listener], _engine, _time, NullLogger.Instance);
        _store = new ObservedStore(_engine, _engine.Parts.Wake, _time, null, _feed);
        _flow = WorkflowId.New(_time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.InitializeAsync(Cancellation);
        _feed.Start();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Released_and_skipped_jobs_are_signalled_with_the_end_that_moved_them()
    {
        var first = Step("first");
        var next = Step("next", new JobParent(first.Id));
        var undo = Step("undo", new JobParent(first.Id, ParentCondition.Failed));
        await _store.EnqueueWorkflowAsync(new WorkflowDraft(_flow, [first, next, undo]), Cancellation);
        Assert.Equal(WakeTopic.Jobs, Assert.Single(_hints).Topic);
        var token = await ClaimAsync();
        _hints.Clear();
        await _store.SettleAsync([new Settlement(token, SettlementKind.Succeeded)], Cancellation);
        Assert.Contains(_hints, hint => hint.Topic == WakeTopic.Ended && hint.Jobs.SequenceEqual([undo.Id]));
        Assert.Contains(_hints, hint => hint is { Topic: WakeTopic.Jobs, NotBefore: null });
    }

    [Fact]
    public async Task Running_jobs_of_a_cancelled_workflow_are_told_to_stop()
    {
        var (first, second) = (Step("first"), Step("second"));
        await _store.EnqueueWorkflowAsync(new WorkflowDraft(_flow, [first, second]), Cancellation);
        await ClaimAsync();
        _hints.Clear();
        await _store.ControlWorkflowAsync(new WorkflowControl(_flow, WorkflowAction.Cancel), Cancellation);
        Assert.Equal([first.Id], _hints.Single(hint => hint.Topic == WakeTopic.Cancel).Jobs);
        Assert.Equal([second.Id], _hints.Single(hint => hint.Topic == WakeTopic.Ended).Jobs);
    }

    [Theory]
    [InlineData(SettlementKind.Succeeded, GnomonEventKind.WorkflowSucceeded)]
    [InlineData(SettlementKind.Dead, GnomonEventKind.WorkflowFailed)]
    [InlineData(SettlementKind.Cancelled, GnomonEventKind.WorkflowCancelled)]
    public async Task End_of_a_workflow_is_told_once(SettlementKind kind, GnomonEventKind told)
    {
        var first = Step("first");
        await _store.EnqueueWorkflowAsync(
            new WorkflowDraft(_flow, [first, Step("next", new JobParent(first.Id))]), Cancellation);
        var token = await ClaimAsync();
        await _store.SettleAsync([new Settlement(token, kind)], Cancellation);
        if (kind == SettlementKind.Succeeded)
            await _store.SettleAsync([new Settlement(await ClaimAsync(), kind)], Cancellation);
        await _feed.StopAsync();
        var ends = _listener.Events.Where(happened => happened.Kind >= GnomonEventKind.WorkflowSucceeded).ToList();
        Assert.Equal((told, _flow), (Assert.Single(ends).Kind, ends[0].Workflow));
        Assert.Equal(2, _listener.Events.Count(happened => happened.Kind == GnomonEventKind.JobEnqueued));
    }

    private async Task<AttemptToken> ClaimAsync()
    {
        var request = new ClaimRequest("n", ["default"], 1, TimeSpan.FromSeconds(6));
        return (await _store.ClaimAsync(request, Cancellation)).Jobs.Single().Token;
    }

    private JobDraft Step(string step, params JobParent[] parents) => new(JobId.New(_time), new JobSpec
    {
        Handler = "work", Workflow = new WorkflowPlace(_flow, step) { Parents = parents },
    });

    private sealed class Listener : IGnomonListener
    {
        public ConcurrentQueue<GnomonEvent> Events { get; } = new();

        public ValueTask OnEventAsync(GnomonEvent happened, CancellationToken cancellation)
        {
            Events.Enqueue(happened);
            return default;
        }
    }
}
