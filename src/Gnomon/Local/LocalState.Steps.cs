using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>What others may see of workflows.</summary>
internal sealed partial class LocalState
{
    /// <summary>The jobs that a job waits for, from <paramref name="first"/> on, in the order of its draft.</summary>
    public IReadOnlyList<Job> ParentsOf(JobId id, int first, int count) => Find(id) is LocalStep step
        ? [.. step.Parents.Skip(first).Take(count).Select(parent => Describe(parent.Job))]
        : [];

    private static JobStanding OfBlocked(LocalJob job, Job described)
    {
        if (job is not LocalStep step) return new JobStanding(described, WaitReason.EarlierRun);
        var open = step.Parents.Where(parent => !parent.Job.State.IsTerminal()).ToList();
        if (open.Count > 0)
            return new JobStanding(described, WaitReason.Parents)
            {
                Missing = [.. open.Take(JobStanding.MaxNamed).Select(parent => parent.Job.Step)],
                MissingCount = open.Count,
            };
        var signals = step.Signals.Where(signal => !step.Workflow.Signals.ContainsKey(signal)).ToList();
        if (signals.Count > 0)
            return new JobStanding(described, WaitReason.Signal)
            {
                Missing = [.. signals.Take(JobStanding.MaxNamed)], MissingCount = signals.Count,
            };
        var group = GroupOf(step);
        return new JobStanding(described, WaitReason.GroupPlace) { Limit = group?.Places, Running = group?.Used };
    }

    private string SkipReason(LocalStep step)
    {
        if (Table.Find(step.EndedBy) is not LocalStep cause) return "a step of its workflow ended otherwise";
        var how = cause.WasSkipped ? "was skipped" : $"ended {cause.State.ToString().ToLowerInvariant()}";
        foreach (var (parent, when) in step.Parents)
            if (parent == cause && when == ParentCondition.Failed)
                return $"it waited for a failure, and step '{cause.Step}' {how}";
        return step.Parents.Any(parent => parent.Job == cause)
            ? $"it waited for the success of step '{cause.Step}', which {how}"
            : $"step '{cause.Step}' {how}, which ends the rest of its workflow";
    }
}
