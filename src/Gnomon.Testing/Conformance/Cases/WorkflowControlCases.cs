using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Changes of whole workflows, and of single jobs in them, from outside.</summary>
internal static class WorkflowControlCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P2", Cancelled_workflow_begins_nothing_new),
        Case("P2", Cancelling_spares_no_step_that_waits_for_a_failure_or_an_end),
        Case("P2", Retry_revives_what_failed_and_what_was_skipped_for_it),
        Case("P2", Retry_leaves_steps_skipped_that_a_success_skipped),
        Case("P2", Retry_of_one_job_revives_what_was_skipped_for_it),
        Case("P2", Retry_of_a_skipped_job_alone_is_not_allowed),
        Case("P2", Retry_of_a_cancelled_workflow_begins_again_where_it_was),
        Case("P2", Retried_members_find_a_place_in_their_group),
        Case("P2", Restart_runs_all_of_it_again),
        Case("P2", Signal_lets_those_go_that_wait_for_it),
        Case("P2", Signal_that_comes_early_counts),
        Case("P2", First_signal_of_a_name_counts),
        Case("P2", Job_of_a_workflow_is_not_deleted_alone),
        Case("P2", Only_an_ended_workflow_is_deleted_with_all_its_jobs),
        Case("P2", Unknown_workflow_is_not_found),
        Case("P2", Change_that_does_not_fit_the_state_is_not_allowed),
    ];

    private static async Task Cancelled_workflow_begins_nothing_new(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").StoreAsync();
        await flow.ClaimAsync();
        flow.Step("ready").Step("b", "a")
            .Step("timer", "", null, draft => draft with { Delay = TimeSpan.FromHours(1) });
        await flow.StoreAsync(WorkflowOutcome.SameId);
        var answer = await flow.ControlAsync(WorkflowAction.Cancel);
        Expect.Equal(ControlOutcome.Requested, answer.Outcome, "the outcome while a job runs");
        Expect.Sequence([flow.Job("a")], answer.Effects!.Stopping, "the jobs that are told to stop");
        Expect.Equal(3, answer.Effects.Ended.Count, "the number of jobs that ended");
        await flow.ExpectAsync((JobState.Running, "a"), (JobState.Cancelled, "ready,b,timer"));
        await flow.ExpectAsync(WorkflowState.Running);
        flow.Step("late");
        Expect.Equal(
            WorkflowOutcome.HasEnded, (await flow.AskAsync(flow.NewDraft())).Outcome, "the outcome for a late job");
        await h.SettleAsync(flow.Token("a"), SettlementKind.Retry);
        await flow.ExpectAsync(WorkflowState.Cancelled);
    }

    private static async Task Cancelling_spares_no_step_that_waits_for_a_failure_or_an_end(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("undo", "!a").Step("tidy", "*a").StoreAsync();
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Cancel);
        await flow.ExpectAsync((JobState.Cancelled, "a,undo,tidy"));
        await flow.ExpectAsync(WorkflowState.Cancelled);
    }

    private static async Task Retry_revives_what_failed_and_what_was_skipped_for_it(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("c", "b").Step("d", "c").StoreAsync();
        await flow.EndAsync("a");
        await flow.EndAsync("b", SettlementKind.Dead);
        await flow.ExpectAsync(WorkflowState.Failed);
        var answer = await flow.ControlAsync(WorkflowAction.Retry);
        Expect.Equal(ControlOutcome.Done, answer.Outcome, "the outcome of the retry");
        Expect.Equal(true, answer.Effects?.Released, "whether a job became ready");
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"), (JobState.Blocked, "c,d"));
        await flow.ExpectAsync(WorkflowState.Running);
        foreach (var step in new[] { "b", "c", "d" }) await flow.EndAsync(step);
        await flow.ExpectAsync((JobState.Succeeded, "a,b,c,d"));
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Retry_leaves_steps_skipped_that_a_success_skipped(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("undo", "!a").Step("b", "a").StoreAsync();
        await flow.EndAsync("a");
        await flow.EndAsync("b", SettlementKind.Dead);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Retry);
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"), (JobState.Cancelled, "undo"));
    }

    private static async Task Retry_of_one_job_revives_what_was_skipped_for_it(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b").Step("end", "a,b").Step("bad", "!a,!b").StoreAsync();
        await flow.EndAsync("a", SettlementKind.Dead);
        var result = await h.ControlAsync(ControlAction.Retry, flow.Job("a"));
        Expect.Equal(JobState.Ready, result.State, "the state of the revived job");
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Running, "b"), (JobState.Blocked, "end,bad"));
        await flow.EndAsync("b");
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Succeeded, "b"), (JobState.Blocked, "end,bad"));
        await flow.EndAsync("a");
        await flow.ExpectAsync((JobState.Ready, "end"), (JobState.Succeeded, "a,b"), (JobState.Cancelled, "bad"));
    }

    private static async Task Retry_of_a_skipped_job_alone_is_not_allowed(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").StoreAsync();
        await flow.EndAsync("a", SettlementKind.Dead);
        var result = await h.ControlAsync(ControlAction.Retry, flow.Job("b"));
        Expect.Equal(ControlOutcome.NotAllowed, result.Outcome, "the outcome for a job whose parent failed");
        await flow.ExpectAsync((JobState.Dead, "a"), (JobState.Cancelled, "b"));
    }

    private static async Task Retry_of_a_cancelled_workflow_begins_again_where_it_was(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("c", "b").StoreAsync();
        await flow.EndAsync("a");
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Cancel);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Retry);
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"), (JobState.Blocked, "c"));
        await flow.EndAsync("b");
        await flow.EndAsync("c");
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Retried_members_find_a_place_in_their_group(StoreHarness h)
    {
        var flow = new WorkflowSketch(h);
        flow.Groups["g"] = 1;
        foreach (var step in new[] { "a", "b", "c" }) flow.Step(step, "", place => place with { Group = "g" });
        await flow.StoreAsync();
        foreach (var step in new[] { "a", "b", "c" }) await flow.EndAsync(step, SettlementKind.Dead);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Retry);
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Blocked, "b,c"));
        foreach (var step in new[] { "a", "b", "c" }) await flow.EndAsync(step);
        await flow.ExpectAsync(WorkflowState.Succeeded);
    }

    private static async Task Restart_runs_all_of_it_again(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h)
            .Step("a").Step("b", "a", place => place with { Signals = ["go"] }).StoreAsync();
        await flow.ExpectControlAsync(ControlOutcome.NotAllowed, WorkflowAction.Restart);
        await flow.SignalAsync("go");
        await flow.EndAsync("a");
        await flow.EndAsync("b");
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Restart);
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Blocked, "b"));
        await flow.EndAsync("a");
        Expect.Sequence([], await flow.ClaimAsync(), "the steps that may run before the signal comes again");
        await flow.SignalAsync("go");
        await flow.EndAsync("b");
        await flow.ExpectAsync((JobState.Succeeded, "a,b"));
    }

    private static async Task Signal_lets_those_go_that_wait_for_it(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h)
            .Step("a", "", place => place with { Signals = ["paid"] })
            .Step("b", "", place => place with { Signals = ["paid", "packed"] })
            .StoreAsync();
        await flow.ExpectAsync((JobState.Blocked, "a,b"));
        var answer = await flow.SignalAsync("paid", "{\"sum\":12}");
        Expect.Equal(true, answer.Effects?.Released, "whether the signal released a job");
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Blocked, "b"));
        await flow.SignalAsync("packed");
        await flow.ExpectAsync((JobState.Ready, "a,b"));
        var signals = (await flow.InfoAsync()).Signals;
        Expect.Equal("{\"sum\":12}", Encoding.UTF8.GetString(signals["paid"].Span), "what the signal carried");
        Expect.Equal(2, signals.Count, "the number of signals");
    }

    private static async Task Signal_that_comes_early_counts(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h)
            .Step("a").Step("b", "a", place => place with { Signals = ["go"] }).StoreAsync();
        await flow.SignalAsync("go");
        await flow.ExpectAsync((JobState.Ready, "a"), (JobState.Blocked, "b"));
        await flow.EndAsync("a");
        await flow.ExpectAsync((JobState.Ready, "b"), (JobState.Succeeded, "a"));
        flow.Step("c", "", place => place with { Signals = ["go"] });
        await flow.StoreAsync(WorkflowOutcome.SameId);
        await flow.ExpectAsync((JobState.Ready, "b,c"), (JobState.Succeeded, "a"));
    }

    private static async Task First_signal_of_a_name_counts(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").StoreAsync();
        await flow.SignalAsync("go", "1");
        Expect.Equal(ControlOutcome.Done, (await flow.SignalAsync("go", "2")).Outcome, "the outcome of the second");
        Expect.Equal(
            "1", Encoding.UTF8.GetString((await flow.InfoAsync()).Signals["go"].Span), "what the signal carried");
    }

    private static async Task Job_of_a_workflow_is_not_deleted_alone(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b").StoreAsync();
        await flow.EndAsync("a");
        var result = await h.ControlAsync(ControlAction.Delete, flow.Job("a"));
        Expect.Equal(ControlOutcome.NotAllowed, result.Outcome, "the outcome of the deletion");
        await h.ExpectStateAsync(JobState.Succeeded, flow.Job("a"));
    }

    private static async Task Only_an_ended_workflow_is_deleted_with_all_its_jobs(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").StoreAsync();
        var id = await h.AddAsync();
        await flow.ExpectControlAsync(ControlOutcome.NotAllowed, WorkflowAction.Delete);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Cancel);
        await flow.ExpectControlAsync(ControlOutcome.Done, WorkflowAction.Delete);
        Expect.Absent(await h.Query.GetWorkflowAsync(flow.Id, h.Cancellation), "workflow after its deletion");
        Expect.Sequence([id], (await h.ListAsync()).Select(job => job.Id), "the jobs that are left");
        await flow.ExpectControlAsync(ControlOutcome.NotFound, WorkflowAction.Delete);
    }

    private static async Task Unknown_workflow_is_not_found(StoreHarness h)
    {
        var flow = new WorkflowSketch(h);
        foreach (var action in Enum.GetValues<WorkflowAction>())
            if (action != WorkflowAction.Signal)
                await flow.ExpectControlAsync(ControlOutcome.NotFound, action);
        Expect.Equal(ControlOutcome.NotFound, (await flow.SignalAsync("go")).Outcome, "the outcome of a signal");
    }

    private static async Task Change_that_does_not_fit_the_state_is_not_allowed(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").StoreAsync();
        await flow.ExpectControlAsync(ControlOutcome.NotAllowed, WorkflowAction.Retry);
        await flow.EndAsync("a");
        await flow.ExpectControlAsync(ControlOutcome.NotAllowed, WorkflowAction.Retry);
        await flow.ExpectControlAsync(ControlOutcome.NotAllowed, WorkflowAction.Cancel);
        Expect.Equal(ControlOutcome.NotAllowed, (await flow.SignalAsync("go")).Outcome, "the outcome of a signal");
    }
}
