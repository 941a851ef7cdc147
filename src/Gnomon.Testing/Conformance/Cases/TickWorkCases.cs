using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Ticks that make a workflow: it and the job of the tick are one run.</summary>
internal static class TickWorkCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("overlap", Run_lives_until_its_workflow_has_ended),
        Case("overlap", Buffered_tick_waits_for_the_workflow_of_the_one_before),
        Case("workflows", End_of_a_workflow_wakes_the_job_that_waits_for_it_at_once),
        Case("workflows", Job_that_looked_while_its_workflow_ended_is_not_put_off),
        Case("workflows", Cancelled_workflow_cancels_the_job_that_waits_for_it),
        Case("workflows", Workflow_of_a_stale_attempt_is_refused_whole),
        Case("workflows", Workflow_that_is_only_to_be_created_adds_nothing_to_a_stored_one),
        Case("broadcast", Second_publisher_adopts_the_broadcast_of_the_first),
        Case("overlap", Workflow_that_outlives_its_job_keeps_the_run_alive),
        Case("overlap", Ended_workflow_is_not_revived_beside_another_run),
        Case("overlap", Retried_job_whose_workflow_goes_on_is_the_same_run),
        Case("overlap", Job_with_the_id_of_one_that_is_gone_is_one_run_with_its_workflow),
        Case("workflows", Workflow_without_a_schedule_does_not_belong_to_the_job_with_its_id),
        RestartCase("workflows", Job_that_waits_for_its_workflow_is_woken_after_a_restart),
        RestartCase("overlap", Retried_job_whose_workflow_goes_on_is_one_run_after_a_restart),
        RestartCase("overlap", Run_whose_job_has_ended_before_its_workflow_survives_a_restart),
    ];

    private static async Task Run_lives_until_its_workflow_has_ended(StoreHarness h)
    {
        var work = await (await TickWork.MakeAsync(h, OverlapPolicy.Skip)).WaitAsync(h);
        await TickWork.ExpectLiveAsync(h, 1);
        Expect.Equal(TickOutcome.Skipped, (await h.FireNextAsync()).Ticks[0].Outcome, "the outcome of the next tick");
        await work.EndAsync(h);
        var owner = await h.ClaimOneAsync();
        Expect.Equal(work.Owner.Job, owner.Token.Job, "the job that is ready");
        await h.SettleAsync(owner.Token, SettlementKind.Succeeded);
        await TickWork.ExpectLiveAsync(h, 0);
        Expect.Equal(TickOutcome.Ran, (await h.FireNextAsync()).Ticks[0].Outcome, "the outcome of the tick after that");
        Expect.Equal(1, (await h.ScheduleAsync("s")).Counts.Succeeded, "the number of runs that succeeded");
    }

    private static async Task Buffered_tick_waits_for_the_workflow_of_the_one_before(StoreHarness h)
    {
        foreach (var policy in new[] { OverlapPolicy.BufferOne, OverlapPolicy.BufferAll })
        {
            var work = await (await TickWork.MakeAsync(h, policy)).WaitAsync(h);
            var next = (await h.FireNextAsync()).Ticks[0];
            Expect.Equal(TickOutcome.Buffered, next.Outcome, $"the outcome of the next tick under {policy}");
            await work.EndAsync(h);
            var owner = await h.ClaimOneAsync();
            Expect.Equal(work.Owner.Job, owner.Token.Job, $"the job that is ready under {policy}");
            await h.SettleAsync(owner.Token, SettlementKind.Succeeded);
            var freed = await h.ClaimOneAsync();
            Expect.Equal(next.Job, freed.Token.Job, $"the job that runs next under {policy}");
            await h.SettleAsync(freed.Token, SettlementKind.Succeeded);
        }
    }

    private static async Task End_of_a_workflow_wakes_the_job_that_waits_for_it_at_once(StoreHarness h)
    {
        foreach (var kind in new[] { SettlementKind.Succeeded, SettlementKind.Dead })
        {
            var work = await (await TickWork.MakeAsync(h, OverlapPolicy.Allow)).WaitAsync(h);
            var ended = await work.EndAsync(h, kind);
            Expect.Equal(true, ended.Effects?.Released, "whether the answer tells that a job may run");
            var owner = await h.ClaimOneAsync();
            Expect.Equal(
                (work.Owner.Job, 2, 1), (owner.Token.Job, owner.Token.Attempt, owner.Snoozes), "the job that is ready");
            await h.SettleAsync(owner.Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Job_that_looked_while_its_workflow_ended_is_not_put_off(StoreHarness h)
    {
        var work = await TickWork.MakeAsync(h, OverlapPolicy.Allow);
        await work.EndAsync(h);
        Expect.Equal(
            JobState.Ready, (await h.SettleAsync(work.Owner, SettlementKind.Snoozed, 86_400)).State,
            "the state of the job");
        Expect.Equal(work.Owner.Job, (await h.ClaimOneAsync()).Token.Job, "the job that is ready");
    }

    private static async Task Cancelled_workflow_cancels_the_job_that_waits_for_it(StoreHarness h)
    {
        var waits = await (await TickWork.MakeAsync(h, OverlapPolicy.Skip)).WaitAsync(h);
        var answer = await h.Store.ControlWorkflowAsync(
            new WorkflowControl(waits.Id, WorkflowAction.Cancel), h.Cancellation);
        Expect.That(answer.Effects!.Ended.Contains(waits.Owner.Job), "the answer names the job of the tick as ended");
        await h.ExpectStateAsync(JobState.Cancelled, waits.Owner.Job);
        await TickWork.ExpectLiveAsync(h, 0);
        var runs = await TickWork.NextAsync(h);
        answer = await h.Store.ControlWorkflowAsync(
            new WorkflowControl(runs.Id, WorkflowAction.Cancel), h.Cancellation);
        Expect.Sequence([runs.Owner.Job], answer.Effects!.Stopping, "the jobs that are to stop");
        await h.SettleAsync(runs.Owner, SettlementKind.Snoozed, 60);
        await h.ExpectStateAsync(JobState.Cancelled, runs.Owner.Job);
    }

    private static async Task Workflow_of_a_stale_attempt_is_refused_whole(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.TerminateRunning));
        await h.FireNextAsync();
        var work = new TickWork((await TickWork.ClaimAsync(h))[0].Token);
        await h.FireNextAsync();
        var answer = await h.Store.EnqueueWorkflowAsync(work.Draft(), h.Cancellation);
        Expect.Equal(WorkflowOutcome.Refused, answer.Outcome, "the outcome of the workflow");
        Expect.Sequence(
            [EnqueueOutcome.StaleAttempt, EnqueueOutcome.StaleAttempt], answer.Jobs.Select(job => job.Outcome),
            "the outcomes of its jobs");
        Expect.Absent(await h.Query.GetWorkflowAsync(work.Id, h.Cancellation), "workflow of an attempt that has ended");
    }

    private static async Task Workflow_that_is_only_to_be_created_adds_nothing_to_a_stored_one(StoreHarness h)
    {
        var work = await TickWork.MakeAsync(h, OverlapPolicy.Allow);
        var other = work.Draft() with { Jobs = [work.Job("a"), work.Job("c")] };
        var answer = await h.Store.EnqueueWorkflowAsync(other, h.Cancellation);
        Expect.Equal(WorkflowOutcome.SameId, answer.Outcome, "the outcome of the second");
        Expect.Sequence(
            [EnqueueOutcome.SameId, EnqueueOutcome.Withheld], answer.Jobs.Select(job => job.Outcome),
            "the outcomes of its jobs");
        Expect.Equal(2, (await h.ListAsync(new JobFilter { Workflow = work.Id })).Count, "the number of steps");
        await work.EndAsync(h);
        answer = await h.Store.EnqueueWorkflowAsync(other, h.Cancellation);
        Expect.Equal(WorkflowOutcome.SameId, answer.Outcome, "the outcome when the first has ended");
    }

    private static async Task Second_publisher_adopts_the_broadcast_of_the_first(StoreHarness h)
    {
        await BroadcastCases.JoinAsync(h, "a");
        var id = WorkflowId.New(h.Time);
        var publishers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            await BroadcastCases.JoinAsync(h, $"n{i}");
            return await BroadcastCases.PublishAsync(h, BroadcastCases.Terms(), id);
        }));
        var receipts = await Task.WhenAll(publishers);
        Expect.Equal(1, receipts.Count(receipt => receipt.Created), "the number of those that published it");
        var first = receipts.Single(receipt => receipt.Created);
        foreach (var receipt in receipts)
            Expect.Sequence(
                first.Copies.Select(copy => copy.Node).Order(StringComparer.Ordinal),
                receipt.Copies.Select(copy => copy.Node).Order(StringComparer.Ordinal), "the nodes that each was told");
    }

    private static async Task Job_with_the_id_of_one_that_is_gone_is_one_run_with_its_workflow(StoreHarness h)
    {
        var work = await TickWork.MakeAsync(h, OverlapPolicy.Allow);
        var a = await work.StartAsync(h, "a");
        await h.SettleAsync(work.Owner, SettlementKind.Succeeded);
        await h.ControlAsync(ControlAction.Delete, work.Owner.Job);
        await TickWork.ExpectLiveAsync(h, 1);
        var request = BackfillCases.ByHand(h, await h.ScheduleAsync("s"));
        await h.DecideAsync(request with
        {
            Ticks = [request.Ticks[0] with { Job = work.Owner.Job }],
            Jobs = [new JobDraft(work.Owner.Job, request.Jobs[0].Spec)],
        });
        await TickWork.ExpectLiveAsync(h, 1);
        await h.SettleAsync(await TickWork.StartAsync(h, work.Owner.Job), SettlementKind.Succeeded);
        await TickWork.ExpectLiveAsync(h, 1);
        await h.SettleAsync(a, SettlementKind.Succeeded);
        await h.SettleAsync(await work.StartAsync(h, "b"), SettlementKind.Succeeded);
        await TickWork.ExpectLiveAsync(h, 0);
    }

    private static async Task Workflow_that_outlives_its_job_keeps_the_run_alive(StoreHarness h)
    {
        var work = await TickWork.MakeAsync(h, OverlapPolicy.BufferOne);
        await h.SettleAsync(work.Owner, SettlementKind.Dead);
        await TickWork.ExpectLiveAsync(h, 1);
        await work.ExpectAsync(h, WorkflowState.Running);
        var next = (await h.FireNextAsync()).Ticks[0];
        Expect.Equal(TickOutcome.Buffered, next.Outcome, "the outcome of the next tick");
        var ended = await work.EndAsync(h);
        Expect.Equal(true, ended.Effects?.Released, "whether the answer tells that a job may run");
        Expect.Equal(next.Job, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Ended_workflow_is_not_revived_beside_another_run(StoreHarness h)
    {
        var failed = await (await TickWork.MakeAsync(h, OverlapPolicy.Skip)).WaitAsync(h);
        await failed.EndAsync(h, SettlementKind.Dead);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Dead);
        var other = await TickWork.NextAsync(h);
        var retry = new WorkflowControl(failed.Id, WorkflowAction.Retry);
        Expect.Equal(
            ControlOutcome.NotAllowed, (await h.Store.ControlWorkflowAsync(retry, h.Cancellation)).Outcome,
            "the outcome of a retry beside another run");
        await other.EndAsync(h);
        await h.SettleAsync(other.Owner, SettlementKind.Succeeded);
        Expect.Equal(
            ControlOutcome.Done, (await h.Store.ControlWorkflowAsync(retry, h.Cancellation)).Outcome,
            "the outcome of a retry alone");
        await TickWork.ExpectLiveAsync(h, 1);
        Expect.Equal(TickOutcome.Skipped, (await h.FireNextAsync()).Ticks[0].Outcome, "the outcome of the next tick");
        await h.SettleAsync(await failed.StartAsync(h, "b"), SettlementKind.Succeeded);
        await TickWork.ExpectLiveAsync(h, 0);
    }

    private static async Task Retried_job_whose_workflow_goes_on_is_the_same_run(StoreHarness h)
    {
        foreach (var policy in new[] { OverlapPolicy.Skip, OverlapPolicy.Allow })
        {
            var work = await RetriedAsync(h, policy);
            await TickWork.ExpectLiveAsync(h, 1);
            await work.EndAsync(h);
            await TickWork.ExpectLiveAsync(h, 1);
            await h.ControlAsync(ControlAction.Cancel, work.Owner.Job);
            await TickWork.ExpectLiveAsync(h, 0);
        }
    }

    private static async Task Retried_job_whose_workflow_goes_on_is_one_run_after_a_restart(StoreHarness h)
    {
        var work = await RetriedAsync(h, OverlapPolicy.BufferOne);
        await h.RestartAsync();
        await TickWork.ExpectLiveAsync(h, 1);
        await h.ControlAsync(ControlAction.Cancel, work.Owner.Job);
        await TickWork.ExpectLiveAsync(h, 0);
    }

    /// <summary>A job that died, left its workflow, and is retried and put off.</summary>
    private static async Task<TickWork> RetriedAsync(StoreHarness h, OverlapPolicy policy)
    {
        var work = await TickWork.MakeAsync(h, policy);
        await h.SettleAsync(work.Owner, SettlementKind.Dead);
        var retried = await h.ControlAsync(ControlAction.Retry, work.Owner.Job);
        Expect.Equal((ControlOutcome.Done, JobState.Ready), (retried.Outcome, retried.State), "the retry");
        var jobs = await TickWork.ClaimAsync(h);
        Expect.That(jobs.Any(job => job.Token.Job == work.Owner.Job), "the job of the tick is handed out");
        await h.SettleAsync(jobs.Single(job => job.Token.Job == work.Owner.Job).Token, SettlementKind.Snoozed, 86_400);
        foreach (var job in jobs.Where(job => job.Token.Job != work.Owner.Job))
            await h.SettleAsync(job.Token, SettlementKind.Released);
        return work;
    }

    private static async Task Workflow_without_a_schedule_does_not_belong_to_the_job_with_its_id(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        await h.FireNextAsync();
        var work = new TickWork((await TickWork.ClaimAsync(h))[0].Token);
        await h.Store.EnqueueWorkflowAsync(work.Draft() with { Schedule = null, Tick = null }, h.Cancellation);
        await work.WaitAsync(h);
        await h.ControlAsync(ControlAction.Cancel, work.Owner.Job);
        await h.ExpectStateAsync(JobState.Cancelled, work.Owner.Job);
        await work.EndAsync(h);
        await work.ExpectAsync(h, WorkflowState.Succeeded);
    }

    private static async Task Job_that_waits_for_its_workflow_is_woken_after_a_restart(StoreHarness h)
    {
        var work = await (await TickWork.MakeAsync(h, OverlapPolicy.Skip)).WaitAsync(h);
        await h.RestartAsync();
        await TickWork.ExpectLiveAsync(h, 1);
        await work.EndAsync(h);
        Expect.Equal(work.Owner.Job, (await h.ClaimOneAsync()).Token.Job, "the job that is ready");
    }

    private static async Task Run_whose_job_has_ended_before_its_workflow_survives_a_restart(StoreHarness h)
    {
        var work = await TickWork.MakeAsync(h, OverlapPolicy.BufferOne);
        await h.SettleAsync(work.Owner, SettlementKind.Dead);
        var next = (await h.FireNextAsync()).Ticks[0];
        await h.RestartAsync();
        await TickWork.ExpectLiveAsync(h, 2);
        await work.EndAsync(h);
        Expect.Equal(next.Job, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
        await h.RestartAsync();
        await TickWork.ExpectLiveAsync(h, 1);
    }
}
