using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Xunit;

namespace Gnomon.Tests.Testing.Faults;

/// <summary>What each fault does to a call, and that the others are left alone.</summary>
public sealed class FaultyStoreTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _engine;
    private readonly FaultyStore _faulty;

    public FaultyStoreTests()
    {
        _engine = new LocalStore(new LocalStoreOptions(), _time);
        _faulty = new FaultyStore(_engine.Parts);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _faulty.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Failing_call_is_not_carried_out_and_the_next_one_is()
    {
        _faulty.Fail(StoreCall.Enqueue, nth: 2);
        await EnqueueAsync();
        var refused = await Assert.ThrowsAsync<StoreException>(EnqueueAsync);
        Assert.Equal("The test fails call 2 of Enqueue (Fail).", refused.Message);
        Assert.Equal(1, await CountAsync());
        await EnqueueAsync();
        Assert.Equal(2, await CountAsync());
        Assert.Equal(3, _faulty.CallsOf(StoreCall.Enqueue));
    }

    [Fact]
    public async Task Error_may_be_chosen()
    {
        var mine = new StoreException(StoreProblem.Full, "full");
        _faulty.Fail(StoreCall.Enqueue, error: mine);
        Assert.Same(mine, await Assert.ThrowsAsync<StoreException>(EnqueueAsync));
    }

    [Fact]
    public async Task Dropped_answer_leaves_the_change()
    {
        _faulty.DropAnswer(StoreCall.Enqueue);
        await Assert.ThrowsAsync<StoreException>(EnqueueAsync);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Duplicate_call_answers_what_a_second_try_gets()
    {
        _faulty.Duplicate(StoreCall.Enqueue);
        Assert.Equal(EnqueueOutcome.SameId, await EnqueueAsync());
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Held_call_waits_until_it_is_released()
    {
        var held = _faulty.Hold(StoreCall.Enqueue);
        var call = EnqueueAsync();
        await held.Reached;
        Assert.Equal(0, await CountAsync());
        Assert.False(call.IsCompleted);
        held.Release();
        Assert.Equal(EnqueueOutcome.Created, await call);
    }

    [Fact]
    public async Task Calls_without_an_answer_fail_too()
    {
        _faulty.Fail(StoreCall.SetQueue);
        var change = new QueueChange("q", true);
        await Assert.ThrowsAsync<StoreException>(async () => await _faulty.SetQueueAsync(change, Cancellation));
        Assert.Empty((await _faulty.GetStatsAsync(Cancellation)).Queues);
        await _faulty.SetQueueAsync(change, Cancellation);
        Assert.True((await _faulty.GetStatsAsync(Cancellation)).Queues.Single().Paused);
    }

    [Fact]
    public async Task Every_method_of_the_contracts_is_forwarded_and_counted()
    {
        var parts = _faulty.Parts;
        var draft = new JobDraft(JobId.New(_time), new JobSpec { Handler = "work" });
        await parts.Store.EnqueueAsync([draft], Cancellation);
        var claim = new ClaimRequest("n", ["default"], 1, TimeSpan.FromSeconds(6));
        var job = (await parts.Store.ClaimAsync(claim, Cancellation)).Jobs.Single();
        await parts.Store.RenewAsync([new LeaseRenewal(job.Token, TimeSpan.FromSeconds(6))], Cancellation);
        await parts.Store.SettleAsync([new Settlement(job.Token, SettlementKind.Succeeded)], Cancellation);
        await parts.Store.ControlAsync(new ControlRequest(ControlAction.Delete, [draft.Id]), Cancellation);
        await parts.Store.SetQueueAsync(new QueueChange("q", true), Cancellation);
        var workflow = WorkflowId.New(_time);
        var place = new WorkflowPlace(workflow, "first");
        var step = new JobDraft(JobId.New(_time), new JobSpec { Handler = "work", Workflow = place });
        await parts.Store.EnqueueWorkflowAsync(new WorkflowDraft(workflow, [step]), Cancellation);
        await parts.Store.ControlWorkflowAsync(new WorkflowControl(workflow, WorkflowAction.Cancel), Cancellation);
        await parts.Query.GetWorkflowAsync(workflow, Cancellation);
        await parts.Query.ListWorkflowsAsync(new WorkflowFilter(), null, 10, Cancellation);
        await parts.Query.ListParentsAsync(step.Id, null, 10, Cancellation);
        await parts.Query.ListStepsAsync(step.Spec.Workflow!.Workflow, null, 10, Cancellation);
        await parts.Store.PutSchedulesAsync(new ScheduleChanges([], []), Cancellation);
        await parts.Store.FireAsync([], Cancellation);
        await parts.Store.SweepAsync(10, Cancellation);
        await parts.Query.GetJobAsync(draft.Id, Cancellation);
        await parts.Query.ListJobsAsync(new JobFilter(), null, 10, Cancellation);
        await parts.Query.GetLogsAsync(draft.Id, Cancellation);
        await parts.Query.ExplainAsync(draft.Id, Cancellation);
        await parts.Query.ListPinnedNodesAsync(null, 10, Cancellation);
        await parts.Query.GetStatsAsync(Cancellation);
        await parts.Query.GetCountersAsync(1, Cancellation);
        await parts.Query.GetScheduleAsync("s", Cancellation);
        await parts.Query.ListSchedulesAsync(null, 10, Cancellation);
        await parts.Query.GetScheduleSetAsync("set", Cancellation);
        await parts.Query.ListScheduleSetsAsync(null, 10, Cancellation);
        await parts.Query.DueSchedulesAsync(_time.GetUtcNow(), 10, Cancellation);
        await parts.Query.ListScheduleEventsAsync("s", Cancellation);
        await parts.Query.ListTicksAsync("s", null, 10, Cancellation);
        await parts.Cluster.JoinAsync(new NodeInfo("n", "host", 1, [], [], 1), Cancellation);
        Assert.True(await parts.Cluster.BeatAsync("n", Cancellation));
        Assert.Single(await parts.Cluster.ListAsync(Cancellation));
        Assert.True(await parts.Cluster.LeadAsync("n", TimeSpan.FromSeconds(6), Cancellation));
        Assert.Equal("n", (await parts.Cluster.GetLeaderAsync(Cancellation))!.Node);
        await parts.Cluster.ResignAsync("n", Cancellation);
        await parts.Cluster.LeaveAsync("n", Cancellation);
        var heard = 0;
        using (parts.Wake.Listen(_ => heard++))
            await parts.Wake.SignalAsync(new WakeHint(WakeTopic.Jobs, null, []), Cancellation);
        Assert.Equal(1, heard);
        Assert.All(Enum.GetValues<StoreCall>(), call => Assert.Equal(1, _faulty.CallsOf(call)));
    }

    [Fact]
    public void Faults_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _faulty.Fail(StoreCall.Claim, nth: 0));
        _faulty.Fail(StoreCall.Claim, nth: 2);
        var twice = Assert.Throws<InvalidOperationException>(() => _faulty.Duplicate(StoreCall.Claim, nth: 2));
        Assert.Equal("Call 2 of Claim has a fault already.", twice.Message);
    }

    private async Task<EnqueueOutcome> EnqueueAsync()
    {
        var draft = new JobDraft(JobId.New(_time), new JobSpec { Handler = "work" });
        return (await _faulty.EnqueueAsync([draft], Cancellation))[0].Outcome;
    }

    private async Task<long> CountAsync() =>
        (await _engine.Parts.Query.GetStatsAsync(Cancellation)).Jobs.Values.Sum();
}
