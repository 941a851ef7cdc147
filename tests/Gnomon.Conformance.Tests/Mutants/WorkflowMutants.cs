using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in what jobs wait for, in what is let go, and in how a workflow's end is counted.</summary>
internal static class WorkflowMutants
{
    public static IEnumerable<Mutant> All => [.. OfSteps, .. OfWorkflows];

    private static IEnumerable<Mutant> OfSteps =>
    [
        new("Forgets_what_a_step_waits_for", "Chain_runs_one_step_after_the_other",
            s => Places(s, p => p with { Parents = [] })) { FoundByModel = true },
        new("Counts_the_first_end_as_the_last", "Group_is_ready_at_once_and_its_callback_once_all_have_succeeded",
            s => Places(s, p => p with { Parents = [.. p.Parents.Take(1)] })) { FoundByModel = true },
        new("Takes_an_end_for_a_success", "Callback_of_success_is_skipped_when_a_member_fails",
            s => Parents(s, p => p.When == ParentCondition.Succeeded ? p with { When = ParentCondition.Ended } : p))
        {
            FoundByModel = true,
        },
        new("Takes_an_end_for_a_failure", "Step_that_waits_for_a_failure_is_skipped_when_all_goes_well",
            s => Parents(s, p => p.When == ParentCondition.Failed ? p with { When = ParentCondition.Ended } : p))
        {
            FoundByModel = true,
        },
        new("Takes_a_success_for_an_end", "Step_that_waits_for_an_end_goes_on_after_a_failure",
            s => Parents(s, p => p.When == ParentCondition.Ended ? p with { When = ParentCondition.Succeeded } : p))
        {
            FoundByModel = true,
        },
        new("Leaves_gathered_failures_unanswered", "Gathered_failure_is_that_of_the_job_that_gathers",
            s => Parents(s, p => p.When == ParentCondition.Gathered ? p with { When = ParentCondition.Ended } : p)),
        new("Ends_nothing_else_with_a_failure", "Failure_that_cancels_the_rest_spares_its_compensation",
            s => Places(s, p => p with { OnFailure = StepFailure.SkipDependents })) { FoundByModel = true },
        new("Waits_for_no_signal", "Signal_lets_those_go_that_wait_for_it",
            s => Places(s, p => p with { Signals = [] })) { FoundByModel = true },
        new("Lets_all_members_go_at_once", "Group_lets_so_many_members_go_at_once",
            s => Places(s, p => p with { Group = null })) { FoundByModel = true },
        new("Gives_one_place_too_many", "Member_that_waits_for_a_retry_keeps_its_place",
            s => Drafts(s, d => d with { Groups = d.Groups.ToDictionary(g => g.Key, g => g.Value + 1) }))
        {
            FoundByModel = true,
        },
        new("Forgets_the_delay_of_a_step", "Delay_counts_from_the_moment_of_unblocking",
            s => Drafts(s, d => d with { Jobs = [.. d.Jobs.Select(j => j with { Delay = null })] })) { FoundByModel = true },
    ];

    private static IEnumerable<Mutant> OfWorkflows =>
    [
        new("Stores_a_workflow_twice", "Same_workflow_again_changes_nothing", StoresTwice),
        new("Says_that_it_stored_what_it_had", "Same_workflow_again_changes_nothing",
            s => new Mutation(s)
            {
                EnqueueWorkflow = async (draft, next) =>
                    (await next(draft)) is { Outcome: WorkflowOutcome.SameId } answer
                        ? answer with { Outcome = WorkflowOutcome.Created }
                        : await next(draft),
            }),
        new("Counts_one_job_too_few", "Chain_runs_one_step_after_the_other", CountsTooFew) { FoundByModel = true },
        new("Ends_a_workflow_early", "Last_end_of_a_workflow_decides_its_state", EndsEarly) { FoundByModel = true },
        new("Calls_a_failed_workflow_well", "Last_end_of_a_workflow_decides_its_state",
            s => Flows(s, w => w.State == WorkflowState.Failed ? w with { State = WorkflowState.Succeeded } : w))
        {
            FoundByModel = true,
        },
        new("Revives_only_what_failed", "Retry_revives_what_failed_and_what_was_skipped_for_it",
            s => Controls(s, r => r.Action == WorkflowAction.Retry ? r with { Action = WorkflowAction.Cancel } : r))
        {
            FoundByModel = true,
        },
        new("Restarts_nothing_that_went_well", "Restart_runs_all_of_it_again",
            s => Controls(s, r => r.Action == WorkflowAction.Restart ? r with { Action = WorkflowAction.Retry } : r))
        {
            FoundByModel = true,
        },
        new("Takes_the_last_signal_of_a_name", "First_signal_of_a_name_counts", TakesTheLastSignal),
        new("Keeps_deleted_workflows", "Only_an_ended_workflow_is_deleted_with_all_its_jobs",
            s => new Mutation(s)
            {
                ControlWorkflow = (request, next) => request.Action == WorkflowAction.Delete
                    ? ValueTask.FromResult(new WorkflowControlAnswer(ControlOutcome.Done))
                    : next(request),
            }) { FoundByModel = true },
        new("Hides_that_a_step_was_skipped", "Job_tells_whether_it_was_skipped",
            s => new Mutation(s) { Reading = job => job with { Skipped = false } }) { FoundByModel = true },
    ];

    private static Mutation Drafts(Subject s, Func<WorkflowDraft, WorkflowDraft> change) =>
        new(s) { EnqueueWorkflow = (draft, next) => next(change(draft)) };

    private static Mutation Places(Subject s, Func<WorkflowPlace, WorkflowPlace> change) => Drafts(s, draft => draft with
    {
        Jobs = [.. draft.Jobs.Select(j => j with { Spec = j.Spec with { Workflow = change(j.Spec.Workflow!) } })],
    });

    private static Mutation Parents(Subject s, Func<JobParent, JobParent> change) =>
        Places(s, place => place with { Parents = [.. place.Parents.Select(change)] });

    private static Mutation Controls(Subject s, Func<WorkflowControl, WorkflowControl> change) =>
        new(s) { ControlWorkflow = (request, next) => next(change(request)) };

    private static Mutation Flows(Subject s, Func<WorkflowInfo, WorkflowInfo> change) => new(s) { ReadingWorkflow = change };

    private static Mutation CountsTooFew(Subject s) => Flows(s, flow => flow with
    {
        Jobs = flow.Jobs.ToDictionary(j => j.Key, j => j.Value - (j.Key == JobState.Succeeded ? 1 : 0)),
    });

    /// <summary>With one job left it believes that all have ended.</summary>
    private static Mutation EndsEarly(Subject s) => Flows(s, flow =>
        flow.State == WorkflowState.Running && flow.Jobs.Where(j => !j.Key.IsTerminal()).Sum(j => j.Value) == 1
            ? flow with { State = WorkflowState.Succeeded, FinishedAt = s.Time.GetUtcNow() }
            : flow);

    private static Mutation StoresTwice(Subject s) => new(s)
    {
        EnqueueWorkflow = async (draft, next) =>
        {
            var present = await s.Parts.Query.GetWorkflowAsync(draft.Id, CancellationToken.None);
            if (present is null) return await next(draft);
            var ids = draft.Jobs.ToDictionary(j => j.Id, _ => JobId.New(s.Time));
            return await next(draft with
            {
                Jobs =
                [
                    .. draft.Jobs.Select(j => new JobDraft(ids[j.Id], j.Spec with
                    {
                        Workflow = j.Spec.Workflow! with { Step = $"{j.Spec.Workflow.Step} again", Parents = [] },
                    })),
                ],
            });
        },
    };

    private static Mutation TakesTheLastSignal(Subject s)
    {
        var last = new Dictionary<string, ReadOnlyMemory<byte>>();
        return new Mutation(s)
        {
            ControlWorkflow = (request, next) =>
            {
                if (request.Signal is { } name) last[name] = request.Payload;
                return next(request);
            },
            ReadingWorkflow = flow => flow with
            {
                Signals = flow.Signals.ToDictionary(signal => signal.Key, signal => last[signal.Key]),
            },
        };
    }
}
