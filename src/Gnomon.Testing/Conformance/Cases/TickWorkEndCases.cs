using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What ends the job of a tick ends the workflow or broadcast that it has made.</summary>
internal static class TickWorkEndCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("workflows", Cancel_of_a_job_that_waits_reaches_its_workflow),
        Case("workflows", Cancel_of_a_job_that_runs_reaches_its_workflow),
        Case("workflows", Cancel_by_filter_reaches_the_workflows_of_the_jobs),
        Case("workflows", Terminating_a_job_ends_what_runs_of_its_workflow),
        Case("overlap", Tick_cancels_the_workflow_of_the_run_before_and_waits_for_its_end),
        Case("overlap", Tick_terminates_the_workflow_of_the_run_before_and_is_ready_at_once),
        Case("overlap", Tick_ends_a_workflow_that_has_outlived_its_job),
        Case("overlap", Tick_that_cancels_reaches_the_copies_of_a_broadcast),
        Case("broadcast", Cancel_of_a_tick_closes_its_broadcast_for_those_that_would_join),
        RestartCase("overlap", Workflow_that_is_being_cancelled_keeps_the_run_after_a_restart),
    ];

    private static async Task Cancel_of_a_job_that_waits_reaches_its_workflow(StoreHarness h)
    {
        var work = await (await TickWork.MakeAsync(h, OverlapPolicy.Skip)).WaitAsync(h);
        var a = await work.StartAsync(h, "a");
        var cancelled = await h.ControlAsync(ControlAction.Cancel, work.Owner.Job);
        Expect.Equal((ControlOutcome.Done, JobState.Cancelled), (cancelled.Outcome, cancelled.State), "the cancel");
        Expect.Sequence([a.Job], cancelled.Effects!.Stopping, "the jobs that are to stop");
        Expect.Sequence([work.Step("b")], cancelled.Effects.Ended, "the jobs that ended with it");
        Expect.Equal(RenewOutcome.CancelRequested, await h.RenewAsync(a), "the answer to a step's renewal");
        await TickWork.ExpectLiveAsync(h, 1);
        Expect.Equal(TickOutcome.Skipped, (await h.FireNextAsync()).Ticks[0].Outcome, "the outcome of the next tick");
        await h.SettleAsync(a, SettlementKind.Cancelled);
        await work.ExpectAsync(h, WorkflowState.Cancelled);
        await TickWork.ExpectLiveAsync(h, 0);
        Expect.Equal(1, (await h.ScheduleAsync("s")).Counts.Cancelled, "the number of runs that were cancelled");
    }

    private static async Task Cancel_of_a_job_that_runs_reaches_its_workflow(StoreHarness h)
    {
        var work = await TickWork.MakeAsync(h, OverlapPolicy.Skip);
        var cancelled = await h.ControlAsync(ControlAction.Cancel, work.Owner.Job);
        Expect.Equal(ControlOutcome.Requested, cancelled.Outcome, "the outcome of the cancel");
        Expect.Sequence([work.Step("a"), work.Step("b")], cancelled.Effects!.Ended, "the jobs that ended with it");
        await work.ExpectAsync(h, WorkflowState.Cancelled);
        await TickWork.ExpectLiveAsync(h, 1);
        await h.SettleAsync(work.Owner, SettlementKind.Cancelled);
        await TickWork.ExpectLiveAsync(h, 0);
    }

    private static async Task Cancel_by_filter_reaches_the_workflows_of_the_jobs(StoreHarness h)
    {
        var works = new List<TickWork> { await (await TickWork.MakeAsync(h, OverlapPolicy.Allow)).WaitAsync(h) };
        await works[0].StartAsync(h, "a");
        for (var i = 0; i < 2; i++)
        {
            await h.FireNextAsync();
            works.Add(await (await TickWork.ClaimedAsync(h)).WaitAsync(h));
            await works[^1].StartAsync(h, "a");
        }

        var results = await h.ControlAllAsync(ControlAction.Cancel, new JobFilter { Handler = "tick" }, 1);
        Expect.Equal(3, results.Count(result => result.Outcome == ControlOutcome.Done), "the number of cancelled jobs");
        foreach (var work in works)
        {
            await h.ExpectStateAsync(JobState.Cancelled, work.Step("b"));
            Expect.Equal(true, (await h.JobAsync(work.Step("a"))).CancelRequested, "whether the step is to stop");
        }
    }

    private static async Task Terminating_a_job_ends_what_runs_of_its_workflow(StoreHarness h)
    {
        var work = await (await TickWork.MakeAsync(h, OverlapPolicy.Skip)).WaitAsync(h);
        var a = await work.StartAsync(h, "a");
        await h.ControlAsync(ControlAction.Terminate, work.Owner.Job);
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(a), "the answer to a step's renewal");
        await h.ExpectStateAsync(JobState.Cancelled, a.Job);
        await work.ExpectAsync(h, WorkflowState.Cancelled);
        await TickWork.ExpectLiveAsync(h, 0);
    }

    private static async Task Tick_cancels_the_workflow_of_the_run_before_and_waits_for_its_end(StoreHarness h)
    {
        var work = await (await TickWork.MakeAsync(h, OverlapPolicy.CancelRunning)).WaitAsync(h);
        var a = await work.StartAsync(h, "a");
        var answer = await h.FireNextAsync();
        Expect.Equal(TickOutcome.Buffered, answer.Ticks[0].Outcome, "the outcome of the tick");
        Expect.Sequence([a.Job], answer.Effects!.Stopping, "the steps that are to stop");
        Expect.Equal(RenewOutcome.CancelRequested, await h.RenewAsync(a), "the answer to the step's renewal");
        await h.ExpectStateAsync(JobState.Cancelled, work.Owner.Job);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs that may run meanwhile");
        await h.SettleAsync(a, SettlementKind.Cancelled);
        Expect.Equal(answer.Ticks[0].Job, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
        await work.ExpectAsync(h, WorkflowState.Cancelled);
    }

    private static async Task Tick_terminates_the_workflow_of_the_run_before_and_is_ready_at_once(StoreHarness h)
    {
        var work = await (await TickWork.MakeAsync(h, OverlapPolicy.TerminateRunning)).WaitAsync(h);
        var a = await work.StartAsync(h, "a");
        var answer = await h.FireNextAsync();
        Expect.Equal(TickOutcome.Ran, answer.Ticks[0].Outcome, "the outcome of the tick");
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(a), "the answer to the step's renewal");
        await h.ExpectStateAsync(JobState.Cancelled, a.Job);
        await h.ExpectStateAsync(JobState.Cancelled, work.Step("b"));
        await work.ExpectAsync(h, WorkflowState.Cancelled);
        Expect.Sequence([work.Id], answer.Effects!.Finished, "the workflows that ended");
        Expect.Equal(answer.Ticks[0].Job, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
        await TickWork.ExpectLiveAsync(h, 1);
    }

    private static async Task Tick_ends_a_workflow_that_has_outlived_its_job(StoreHarness h)
    {
        foreach (var policy in new[] { OverlapPolicy.CancelRunning, OverlapPolicy.TerminateRunning })
        {
            var work = await TickWork.MakeAsync(h, policy);
            await h.SettleAsync(work.Owner, SettlementKind.Dead);
            var answer = await h.FireNextAsync();
            Expect.Equal(TickOutcome.Ran, answer.Ticks[0].Outcome, $"the outcome of the tick under {policy}");
            await work.ExpectAsync(h, WorkflowState.Cancelled);
            await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Tick_that_cancels_reaches_the_copies_of_a_broadcast(StoreHarness h)
    {
        var (tick, id) = await BroadcastAsync(h, BroadcastCases.Terms());
        var copy = (await BroadcastCases.ReportAsync(h, id)).Copies[0].Id;
        Expect.Sequence([copy], await PinCases.ClaimForAsync(h, "a"), "the copies of node a");
        await h.SettleAsync(tick, SettlementKind.Snoozed, 86_400);
        var next = (await h.FireNextAsync()).Ticks[0];
        Expect.Equal(TickOutcome.Buffered, next.Outcome, "the outcome of the tick");
        Expect.Equal(true, (await h.JobAsync(copy)).CancelRequested, "whether the copy is to stop");
        await h.SettleAsync(new AttemptToken(copy, 1), SettlementKind.Cancelled);
        Expect.Equal(next.Job, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Cancel_of_a_tick_closes_its_broadcast_for_those_that_would_join(StoreHarness h)
    {
        var terms = BroadcastCases.Terms() with { Until = h.Now.AddDays(1) };
        var (tick, id) = await BroadcastAsync(h, terms);
        var copy = (await BroadcastCases.ReportAsync(h, id)).Copies[0].Id;
        await BroadcastCases.SettleAsync(h, "a", copy);
        await h.SettleAsync(tick, SettlementKind.Snoozed, 86_400);
        await TickWork.ExpectLiveAsync(h, 1);
        await h.ControlAsync(ControlAction.Cancel, tick.Job);
        var report = await BroadcastCases.ReportAsync(h, id);
        Expect.Equal(
            (true, WorkflowState.Cancelled), (report.Ended, report.Broadcast.State), "the end of the broadcast");
        await TickWork.ExpectLiveAsync(h, 0);
    }

    private static async Task Workflow_that_is_being_cancelled_keeps_the_run_after_a_restart(StoreHarness h)
    {
        var work = await (await TickWork.MakeAsync(h, OverlapPolicy.CancelRunning)).WaitAsync(h);
        var a = await work.StartAsync(h, "a");
        var next = (await h.FireNextAsync()).Ticks[0].Job;
        await h.RestartAsync();
        await TickWork.ExpectLiveAsync(h, 2);
        await h.ExpectStateAsync(JobState.Blocked, next!.Value);
        // The claims of the process before are over: the step that was to stop is cancelled.
        await h.RecoverAsync(TickWork.Lease);
        await h.ExpectStateAsync(JobState.Cancelled, a.Job);
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    /// <summary>A tick of a schedule that cancels, whose job has published a broadcast to node a.</summary>
    private static async Task<(AttemptToken Tick, WorkflowId Broadcast)> BroadcastAsync(
        StoreHarness h, BroadcastTerms terms)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.CancelRunning));
        await h.FireNextAsync();
        await BroadcastCases.JoinAsync(h, "a");
        var tick = (await TickWork.ClaimAsync(h))[0].Token;
        var receipt = await new BroadcastPublisher(h.Parts, h.Time).PublishAsync(
            new WorkflowId(tick.Job.Value), null, terms, h.Cancellation, "s", h.Now, tick);
        return (tick, receipt.Id);
    }
}
