using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Jobs that wait for other jobs: how they go on, and what they are stored as.</summary>
internal static class WorkflowCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P2", Chain_runs_one_step_after_the_other),
        Case("P2", Group_is_ready_at_once_and_its_callback_once_all_have_succeeded),
        Case("P2", Error_callback_of_a_group_runs_once_whoever_failed),
        Case("P2", Callback_of_success_is_skipped_when_a_member_fails),
        Case("P2", Step_that_waits_for_a_failure_is_skipped_when_all_goes_well),
        Case("P2", Step_that_waits_for_an_end_goes_on_after_a_failure),
        Case("P2", Skipping_goes_on_to_those_that_wait_for_the_skipped),
        Case("P2", Skipped_job_says_why),
        Case("P2", Cancelled_parent_has_not_failed),
        Case("P2", Failure_that_cancels_the_rest_spares_its_compensation),
        Case("P2", Retries_keep_those_that_wait_waiting),
        Case("P2", Expired_parent_has_failed),
        Case("P5", Deadline_passes_while_a_job_is_blocked),
        Case("P5", Delay_counts_from_the_moment_of_unblocking),
        Case("P5", Claim_that_ends_a_job_tells_when_what_waited_for_it_comes_due) with { NeedsQueuesTogether = true },
        Case("P5", Clock_that_is_stepped_back_holds_no_step),
        Case("P5", Blocked_job_does_not_run_before_its_time),
        Case("P2", Group_lets_so_many_members_go_at_once),
        Case("P2", Member_that_waits_for_a_retry_keeps_its_place),
        Case("P2", Place_of_a_cancelled_member_goes_to_the_next),
        Case("P3", Stale_attempt_unblocks_nothing),
        Case("P3", Lost_job_that_dies_moves_those_that_wait_for_it),
        Case("P3", Terminated_job_is_stale_and_moves_those_that_wait_for_it),
        Case("P2", Last_end_of_a_workflow_decides_its_state),
    ];

    private static async Task Chain_runs_one_step_after_the_other(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("c", "b").StoreAsync();
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Blocked, "b,c"));
        foreach (var step in new[] { "a", "b", "c" })
        {
            Expect.Sequence([step], await flow.ClaimAsync(), "the steps that may run");
            var outcome = await flow.EndAsync(step);
            Expect.Equal(step != "c", outcome.Effects?.Released ?? false, $"whether the end of '{step}' released one");
        }

        await flow.ExpectAsync((JobState.Succeeded, "a,b,c"));
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Group_is_ready_at_once_and_its_callback_once_all_have_succeeded(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b").Step("c").Step("end", "a,b,c").StoreAsync();
        Expect.Sequence(["a", "b", "c"], await flow.ClaimAsync(), "the steps that may run");
        await flow.EndAsync("b");
        await flow.EndAsync("a");
        await flow.ExpectAsync((JobState.Running, "c"), (JobState.Succeeded, "a,b"), (JobState.Blocked, "end"));
        await flow.EndAsync("c");
        Expect.Sequence(["end"], await flow.ClaimAsync(), "the steps that may run");
    }

    private static async Task Error_callback_of_a_group_runs_once_whoever_failed(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b").Step("c")
            .Step("good", "a,b,c").Step("bad", "!a,!b,!c").StoreAsync();
        await flow.EndAsync("a");
        await flow.EndAsync("b", SettlementKind.Dead);
        Expect.Sequence([], await flow.ClaimAsync(), "the steps that may run before all members have ended");
        await flow.EndAsync("c", SettlementKind.Dead);
        Expect.Sequence(["bad"], await flow.ClaimAsync(), "the steps that may run");
        await flow.EndAsync("bad");
        await flow.ExpectAsync(
            (JobState.Succeeded, "a,bad"), (JobState.Dead, "b,c"), (JobState.Cancelled, "good"));
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Callback_of_success_is_skipped_when_a_member_fails(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b").Step("good", "a,b").StoreAsync();
        var outcome = await flow.EndAsync("a", SettlementKind.Dead);
        Expect.Sequence([flow.Job("good")], outcome.Effects?.Ended ?? [], "the jobs that ended with it");
        await flow.ExpectAsync((JobState.Running, "b"), (JobState.Dead, "a"), (JobState.Cancelled, "good"));
        await flow.ExpectAsync(WorkflowState.Running);
        await flow.EndAsync("b");
        await flow.ExpectAsync(WorkflowState.Failed);
    }

    private static async Task Step_that_waits_for_a_failure_is_skipped_when_all_goes_well(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("undo", "!a").StoreAsync();
        await flow.EndAsync("a");
        await flow.ExpectAsync((JobState.Succeeded, "a"), (JobState.Cancelled, "undo"));
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Step_that_waits_for_an_end_goes_on_after_a_failure(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("tidy", "*a").StoreAsync();
        await flow.EndAsync("a", SettlementKind.Dead);
        await flow.EndAsync("tidy");
        await flow.ExpectAsync((JobState.Succeeded, "tidy"), (JobState.Dead, "a"));
        await flow.ExpectAsync(WorkflowState.Failed);
    }

    private static async Task Skipping_goes_on_to_those_that_wait_for_the_skipped(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h)
            .Step("a").Step("b", "a").Step("c", "b").Step("always", "*c").Step("other").StoreAsync();
        await flow.EndAsync("a", SettlementKind.Dead);
        await flow.ExpectAsync((JobState.Ready, "always"), (JobState.Running, "other"), (JobState.Dead, "a"),
            (JobState.Cancelled, "b,c"));
    }

    private static async Task Skipped_job_says_why(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("c", "b").StoreAsync();
        await flow.EndAsync("a", SettlementKind.Dead);
        Expect.Equal(
            "it waited for the success of step 'a', which ended dead", (await h.JobAsync(flow.Job("b"))).Error,
            "the reason of the first");
        Expect.Equal(
            "it waited for the success of step 'b', which was skipped", (await h.JobAsync(flow.Job("c"))).Error,
            "the reason of the second");
        Expect.Present((await h.JobAsync(flow.Job("c"))).FinishedAt as object, "the instant of its end");
    }

    private static async Task Cancelled_parent_has_not_failed(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("undo", "!a").Step("next", "a").Step("tidy", "*a")
            .StoreAsync();
        var result = await h.ControlAsync(ControlAction.Cancel, flow.Job("a"));
        Expect.Equal(true, result.Effects?.Released, "whether the cancelling released a job");
        await flow.ExpectAsync((JobState.Cancelled, "a,undo,next"), (JobState.Ready, "tidy"));
    }

    private static async Task Failure_that_cancels_the_rest_spares_its_compensation(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h)
            .Step("a", "", place => place with { OnFailure = StepFailure.CancelRest })
            .Step("running").Step("timer", "", null, draft => draft with { Delay = TimeSpan.FromHours(1) })
            .Step("later", "running").Step("undo", "!a").Step("undone", "undo").StoreAsync();
        var outcome = await flow.EndAsync("a", SettlementKind.Dead);
        Expect.Sequence([flow.Job("running")], outcome.Effects?.Stopping ?? [], "the jobs that are told to stop");
        await flow.ExpectAsync((JobState.Ready, "undo"), (JobState.Running, "running"), (JobState.Dead, "a"),
            (JobState.Cancelled, "timer,later"), (JobState.Blocked, "undone"));
        Expect.Equal(
            RenewOutcome.CancelRequested, await h.RenewAsync(flow.Token("running")), "the answer to its renewal");
        await flow.EndAsync("running", SettlementKind.Cancelled);
        await flow.EndAsync("undo");
        await flow.EndAsync("undone");
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Retries_keep_those_that_wait_waiting(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").StoreAsync();
        foreach (var kind in new[] { SettlementKind.Retry, SettlementKind.Snoozed, SettlementKind.Released })
        {
            await flow.EndAsync("a", kind);
            Expect.Equal(JobState.Blocked, (await h.JobAsync(flow.Job("b"))).State, $"the state after {kind}");
        }

        await flow.EndAsync("a");
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"));
    }

    private static async Task Expired_parent_has_failed(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h)
            .Step("a", "", null, draft => draft with { Spec = draft.Spec with { Deadline = h.Now.AddSeconds(5) } })
            .Step("b", "a").Step("undo", "!a").StoreAsync();
        h.Advance(10);
        var swept = await h.SweepAsync();
        Expect.Equal(true, swept.Effects?.Released, "whether the sweep released a job");
        await flow.ExpectAsync((JobState.Ready, "undo"), (JobState.Cancelled, "b"), (JobState.Expired, "a"));
    }

    private static async Task Deadline_passes_while_a_job_is_blocked(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a")
            .Step("b", "a", null, draft => draft with { Spec = draft.Spec with { Deadline = h.Now.AddSeconds(5) } })
            .Step("c", "b").StoreAsync();
        h.Advance(10);
        await h.SweepAsync();
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Cancelled, "c"), (JobState.Expired, "b"));
        await flow.EndAsync("a");
        await flow.ExpectAsync(WorkflowState.Failed);
    }

    private static async Task Claim_that_ends_a_job_tells_when_what_waited_for_it_comes_due(StoreHarness h)
    {
        await new WorkflowSketch(h)
            .Step("a", "", null, draft => draft with
            {
                Spec = draft.Spec with { Queue = "second", Deadline = h.Now.AddSeconds(5) },
            })
            .Step("b", "*a", null, draft => draft with
            {
                Spec = draft.Spec with { Queue = "first" }, Delay = TimeSpan.FromSeconds(60),
            }).StoreAsync();
        h.Advance(6);
        var answer = await h.AskAsync(10, "first", "second");
        Expect.Equal(0, answer.Jobs.Count, "the number of claimed jobs");
        Expect.Equal(h.Now.AddSeconds(60), answer.NextDue, "the moment the next job is due");
    }

    private static async Task Delay_counts_from_the_moment_of_unblocking(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a")
            .Step("b", "a", null, draft => draft with { Delay = TimeSpan.FromSeconds(60) }).StoreAsync();
        h.Advance(100);
        var outcome = await flow.EndAsync("a");
        Expect.Equal(h.Now.AddSeconds(60), outcome.Effects?.NextDue, "when the released job is due");
        await flow.ExpectAsync((JobState.Scheduled, "b"), (JobState.Succeeded, "a"));
        h.Advance(59);
        Expect.Sequence([], await flow.ClaimAsync(), "the steps that may run before");
        h.Advance(1);
        Expect.Sequence(["b"], await flow.ClaimAsync(), "the steps that may run then");
    }

    private static async Task Clock_that_is_stepped_back_holds_no_step(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("first").Step("second", "first").Step("third", "second").StoreAsync();
        await flow.EndAsync("first", SettlementKind.Dead);
        h.Advance(60);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Retry);
        h.Time.StepWallClock(TimeSpan.FromMinutes(-5));
        foreach (var step in new[] { "first", "second", "third" }) await flow.EndAsync(step);
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Blocked_job_does_not_run_before_its_time(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a")
            .Step("b", "a", null, draft => draft with { RunAt = h.Now.AddSeconds(60) })
            .Step("c", "b", null, draft => draft with { RunAt = h.Now.AddSeconds(30) }).StoreAsync();
        await flow.EndAsync("a");
        await flow.ExpectAsync((JobState.Scheduled, "b"), (JobState.Succeeded, "a"), (JobState.Blocked, "c"));
        h.Advance(60);
        await flow.EndAsync("b");
        await flow.ExpectAsync((JobState.Ready, "c"), (JobState.Succeeded, "a,b"));
    }

    private static async Task Group_lets_so_many_members_go_at_once(StoreHarness h)
    {
        var flow = Grouped(h, 5, 2).Step("end", "m0,m1,m2,m3,m4");
        await flow.StoreAsync();
        await flow.ExpectAsync((JobState.Ready, "m0,m1"), (JobState.Blocked, "m2,m3,m4,end"));
        for (var i = 0; i < 5; i++)
        {
            await flow.ClaimAsync();
            var info = await flow.InfoAsync();
            Expect.Equal(Math.Min(2, 5 - i), info.Jobs.GetValueOrDefault(JobState.Running), "the members that run");
            await flow.EndAsync($"m{i}", i == 1 ? SettlementKind.Cancelled : SettlementKind.Succeeded);
        }

        await flow.ExpectAsync((JobState.Succeeded, "m0,m2,m3,m4"), (JobState.Cancelled, "m1,end"));
    }

    private static async Task Member_that_waits_for_a_retry_keeps_its_place(StoreHarness h)
    {
        var flow = Grouped(h, 2, 1);
        await flow.StoreAsync();
        await flow.ClaimAsync();
        await h.SettleAsync(flow.Token("m0"), SettlementKind.Retry, 60);
        await flow.ExpectAsync((JobState.Scheduled, "m0"), (JobState.Blocked, "m1"));
        h.Advance(60);
        await flow.ClaimAsync();
        await flow.EndAsync("m0", SettlementKind.Dead);
        await flow.ExpectAsync((JobState.Ready, "m1"), (JobState.Dead, "m0"));
    }

    private static async Task Place_of_a_cancelled_member_goes_to_the_next(StoreHarness h)
    {
        var flow = Grouped(h, 4, 1);
        await flow.StoreAsync();
        await h.ControlAsync(ControlAction.Cancel, flow.Job("m1"));
        await flow.ExpectAsync((JobState.Ready, "m0"), (JobState.Cancelled, "m1"), (JobState.Blocked, "m2,m3"));
        await h.ControlAsync(ControlAction.Cancel, flow.Job("m0"));
        await flow.ExpectAsync((JobState.Ready, "m2"), (JobState.Cancelled, "m0,m1"), (JobState.Blocked, "m3"));
    }

    private static async Task Stale_attempt_unblocks_nothing(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").StoreAsync();
        await flow.ClaimAsync();
        var stale = flow.Token("a");
        h.Advance(10);
        await h.SweepAsync();
        Expect.That(!(await h.SettleAsync(stale, SettlementKind.Succeeded)).Applied, "a stale settlement is refused");
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Blocked, "b"));
        var child = new WorkflowDraft(
            flow.Id,
            [
                new JobDraft(JobId.New(h.Time), flow.Draft("a").Spec with
                {
                    Workflow = new WorkflowPlace(flow.Id, "more"),
                }) { Parent = stale },
            ]);
        Expect.Equal(WorkflowOutcome.Refused, (await flow.AskAsync(child)).Outcome, "the outcome for a stale parent");
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Blocked, "b"));
    }

    private static async Task Lost_job_that_dies_moves_those_that_wait_for_it(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("undo", "!a").StoreAsync();
        for (var i = 0; i < JobLimits.MinLossesBeforeDead; i++)
        {
            await flow.ClaimAsync();
            h.Advance(10);
            await h.SweepAsync();
        }

        await flow.ExpectAsync((JobState.Dead, "a"), (JobState.Cancelled, "b"), (JobState.Ready, "undo"));
    }

    private static async Task Terminated_job_is_stale_and_moves_those_that_wait_for_it(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("tidy", "*a").StoreAsync();
        await flow.ClaimAsync();
        var result = await h.ControlAsync(ControlAction.Terminate, flow.Job("a"));
        Expect.Equal(ControlOutcome.Done, result.Outcome, "the outcome of the termination");
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(flow.Token("a")), "the answer to a renewal");
        Expect.That(
            !(await h.SettleAsync(flow.Token("a"), SettlementKind.Succeeded)).Applied, "the settlement is refused");
        await flow.ExpectAsync((JobState.Cancelled, "a,b"), (JobState.Ready, "tidy"));
    }

    private static async Task Last_end_of_a_workflow_decides_its_state(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b").StoreAsync();
        await flow.EndAsync("a", SettlementKind.Dead);
        Expect.Absent((await flow.InfoAsync()).FinishedAt, "end of a workflow that runs");
        var outcome = await flow.EndAsync("b");
        Expect.Sequence([flow.Id], outcome.Effects?.Finished ?? [], "the workflows that ended with it");
        Expect.Equal(h.Now, (await flow.InfoAsync()).FinishedAt, "when the workflow ended");
        await flow.ExpectAsync(WorkflowState.Failed);
    }

    private static WorkflowSketch Grouped(StoreHarness h, int members, int places)
    {
        var flow = new WorkflowSketch(h);
        flow.Groups["g"] = places;
        for (var i = 0; i < members; i++) flow.Step($"m{i}", "", place => place with { Group = "g" });
        return flow;
    }
}
