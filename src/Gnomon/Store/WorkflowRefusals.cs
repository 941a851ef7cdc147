using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Why a workflow does not fit to what is stored; the same words on every engine.</summary>
internal static class WorkflowRefusals
{
    public static InvalidJobException ForeignId(WorkflowDraft draft, int job) => new(
        $"jobs[{job}].id", $"{draft.Jobs[job].Id} is a job that is not in this workflow");

    public static InvalidJobException TakenStep(WorkflowDraft draft, int job) => new(
        $"jobs[{job}].step", $"'{StepOf(draft, job)}' is the name of another job of the stored workflow");

    public static InvalidJobException UnknownParent(WorkflowDraft draft, int job, int parent) => new(
        $"jobs[{job}].parents",
        $"step '{StepOf(draft, job)}' waits for job {draft.Jobs[job].Spec.Workflow!.Parents[parent].Job}, "
        + "which the workflow does not have");

    public static InvalidJobException UnknownGroup(WorkflowDraft draft, int job) => new(
        $"jobs[{job}].group",
        $"'{draft.Jobs[job].Spec.Workflow!.Group}' of step '{StepOf(draft, job)}' is not among the workflow's groups");

    public static InvalidJobException TooManyJobs(long total) => new(
        "jobs", $"would be {total:N0}; a workflow has at most {WorkflowDraft.MaxJobs:N0}");

    public static InvalidJobException TooManyGroups() => new("groups", $"would be more than {WorkflowLimits.MaxGroups}");

    public static InvalidJobException TooManySignals() => new(
        "signal", $"would be one more than the {WorkflowLimits.MaxSignalsKept} that are kept of a workflow");

    private static string StepOf(WorkflowDraft draft, int job) => draft.Jobs[job].Spec.Workflow!.Step;
}
