using Gnomon.Codecs;
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
        var group = PlacesOf(step);
        return new JobStanding(described, WaitReason.GroupPlace) { Limit = group?.Places, Running = group?.Used };
    }

    private string ReasonToSkip(LocalStep step) => Table.Find(step.EndedBy) is LocalStep cause
        ? SkipReason.Of(JobSpecCodec.Decode(step.Spec), cause.Id, cause.Step, cause.State, cause.WasSkipped)
        : SkipReason.Unknown;
}
