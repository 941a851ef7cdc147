using Gnomon.Jobs;
using Gnomon.Redis;
using Gnomon.Store;
using Gnomon.Wire;
using Gnomon.Wire.Resp;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>What takes several scripts, and is left alone after the first of them.</summary>
public sealed class WorkflowPortionTests
{
    private const int Jobs = 9000;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Sweeps_finish_a_cancellation_that_nobody_goes_on_with()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await OpenAsync(server);
        var draft = Draft();
        await store.EnqueueWorkflowAsync(draft, None);
        var running = (await ClaimAsync(store, 1))[0];

        var request = new WorkflowControl(draft.Id, WorkflowAction.Cancel);
        var (outcome, _, more) = await store.ControlPortionAsync(request, goesOn: false, None);

        Assert.Equal((ControlOutcome.Requested, true), (outcome, more));
        var between = await store.GetWorkflowAsync(draft.Id, None);
        Assert.True(between!.CancelRequested);
        Assert.InRange(between.Jobs[JobState.Ready], 1, Jobs - 1);
        Assert.Empty(await ClaimAsync(store, 1000));
        for (var sweeps = 0; sweeps < 3; sweeps++) await store.SweepAsync(1000, None);
        Assert.Equal(1, await OpenAsync(store, draft.Id));
        await store.SettleAsync([new Settlement(running.Token, SettlementKind.Cancelled)], None);
        var ended = await store.GetWorkflowAsync(draft.Id, None);
        Assert.Equal((WorkflowState.Cancelled, Jobs), (ended!.State, ended.Jobs[JobState.Cancelled]));
    }

    [Fact]
    public async Task Nothing_is_let_go_while_a_workflow_is_being_cancelled()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await OpenAsync(server);
        var draft = Draft();
        await store.EnqueueWorkflowAsync(draft, None);
        var running = (await ClaimAsync(store, 1))[0];
        await store.ControlPortionAsync(new WorkflowControl(draft.Id, WorkflowAction.Cancel), goesOn: false, None);

        // The last step waits for this one only, and is not in the first portion.
        var settled = await store.SettleAsync([new Settlement(running.Token, SettlementKind.Succeeded)], None);

        Assert.Equal([draft.Jobs[^1].Id], settled[0].Effects!.Ended);
        Assert.False(settled[0].Effects!.Released);
        Assert.Equal(JobState.Cancelled, (await store.GetJobAsync(draft.Jobs[^1].Id, None))!.State);
    }

    [Fact]
    public async Task Workflow_that_is_being_removed_is_there_for_nobody_and_sweeps_finish_it()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await OpenAsync(server);
        var draft = Draft();
        await store.EnqueueWorkflowAsync(draft, None);
        await store.ControlWorkflowAsync(new WorkflowControl(draft.Id, WorkflowAction.Cancel), None);

        var request = new WorkflowControl(draft.Id, WorkflowAction.Delete);
        var (outcome, _, more) = await store.ControlPortionAsync(request, goesOn: false, None);

        Assert.Equal((ControlOutcome.Done, true), (outcome, more));
        Assert.Null(await store.GetWorkflowAsync(draft.Id, None));
        Assert.Empty((await store.ListWorkflowsAsync(new WorkflowFilter(), null, 10, None)).Items);
        Assert.Equal(WorkflowOutcome.HasEnded, (await store.EnqueueWorkflowAsync(draft, None)).Outcome);
        var retry = new WorkflowControl(draft.Id, WorkflowAction.Retry);
        Assert.Equal(ControlOutcome.NotFound, (await store.ControlWorkflowAsync(retry, None)).Outcome);
        var last = await store.ControlAsync(new ControlRequest(ControlAction.Retry, [draft.Jobs[^1].Id]), None);
        Assert.Equal(ControlOutcome.NotAllowed, last.Results[0].Outcome);
        while ((await store.SweepAsync(1000, None)).Pruned > 0) ;
        Assert.Equal(0, (await store.GetStatsAsync(None)).Jobs.Values.Sum());
        Assert.Equal(WorkflowOutcome.Created, (await store.EnqueueWorkflowAsync(draft, None)).Outcome);
    }

    [Fact]
    public async Task Sweeps_finish_what_a_terminated_tick_began()
    {
        await using var server = await RedisServer.StartAsync();
        await using var store = await OpenAsync(server);
        var tick = new JobDraft(JobId.New(TimeProvider.System), new JobSpec { Handler = "tick", Schedule = "s" });
        await store.EnqueueAsync([tick], None);
        var owner = (await ClaimAsync(store, 1))[0].Token;
        var draft = Draft(new WorkflowId(owner.Job.Value)) with { Schedule = "s", Parent = owner, CreateOnly = true };
        await store.EnqueueWorkflowAsync(draft, None);
        // Beyond the first portion, too.
        var running = new List<ClaimedJob>();
        while (running.Count < 5000) running.AddRange(await ClaimAsync(store, 1000));

        await store.ControlAsync(new ControlRequest(ControlAction.Terminate, [owner.Job]), None);

        Assert.Equal(JobState.Cancelled, (await store.GetJobAsync(owner.Job, None))!.State);
        Assert.Equal(JobState.Cancelled, (await store.GetJobAsync(running[0].Token.Job, None))!.State);
        Assert.InRange(await OpenAsync(store, draft.Id), 1, Jobs - 1);
        Assert.Empty(await ClaimAsync(store, 1000));
        for (var sweeps = 0; sweeps < 3; sweeps++) await store.SweepAsync(1000, None);
        Assert.Equal(0, await OpenAsync(store, draft.Id));
        var late = await store.SettleAsync([new Settlement(running[^1].Token, SettlementKind.Succeeded)], None);
        Assert.False(late[0].Applied);
    }

    private static async Task<int> OpenAsync(RedisStore store, WorkflowId id) =>
        (await store.GetWorkflowAsync(id, None))!.Jobs.Where(state => !state.Key.IsTerminal()).Sum(state => state.Value);

    private static async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(RedisStore store, int most) =>
        (await store.ClaimAsync(
            new ClaimRequest("n", [JobLimits.DefaultQueue], most, TimeSpan.FromMinutes(5)), None)).Jobs;

    private static async Task<RedisStore> OpenAsync(RedisServer server)
    {
        var store = new RedisStore(new RedisStoreOptions
        {
            Server = new RespOptions { Wire = new WireOptions { Endpoint = new WireEndpoint("127.0.0.1", server.Port) } },
        });
        await store.InitializeAsync(None);
        return store;
    }

    /// <summary>Many jobs that wait for nothing, and a last one that waits for the first.</summary>
    private static WorkflowDraft Draft(WorkflowId? wanted = null)
    {
        var id = wanted ?? WorkflowId.New(TimeProvider.System);
        var jobs = new List<JobDraft>(Jobs);
        for (var i = 0; i < Jobs - 1; i++) jobs.Add(Make(new WorkflowPlace(id, $"m{i}")));
        jobs.Add(Make(new WorkflowPlace(id, "last") { Parents = [new JobParent(jobs[0].Id)] }));
        return new WorkflowDraft(id, jobs);
    }

    private static JobDraft Make(WorkflowPlace place) =>
        new(JobId.New(TimeProvider.System), new JobSpec { Handler = "work", Workflow = place });
}
