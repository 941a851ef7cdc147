using Gnomon.Jobs;

namespace Gnomon.Local.Workflows;

/// <summary>How many bytes of the journal what follows from the end of jobs may take.</summary>
internal sealed class StepBudget(LocalState state, bool revives = false)
{
    /// <summary>Open jobs of workflows up to which it is not worth finding out which are concerned.</summary>
    private const int Few = 256;

    private readonly HashSet<LocalWorkflow> _seen = [];

    private long _left = revives ? state.MaxRevivalBytes : state.MaxCascadeBytes;

    /// <summary>Upper bound for ending the jobs that are named, or for reviving them.</summary>
    public static long Of(LocalState state, int count, Func<int, JobId> job, bool revives = false)
    {
        var most = revives ? state.StepCount : state.OpenSteps;
        if (most <= Few) return most * (long)LocalState.StepBytes;
        var bytes = 0L;
        var seen = new HashSet<LocalWorkflow>();
        for (var i = 0; i < count; i++)
            if (state.Find(job(i)) is LocalStep step && seen.Add(step.Workflow))
                bytes += BytesOf(step.Workflow, revives);
        return bytes;
    }

    /// <summary>Whether a job may be ended or revived within the bound of one workflow, after those before it. The
    /// first one always may. A workflow counts once: however many of its jobs end, each of the others is moved as often
    /// as it can be.</summary>
    public bool Allows(LocalJob job)
    {
        if (job is not LocalStep step || !_seen.Add(step.Workflow)) return true;
        _left -= BytesOf(step.Workflow, revives);
        return _left >= 0;
    }

    private static long BytesOf(LocalWorkflow workflow, bool revives) =>
        revives ? LocalState.RevivalBytes(workflow) : LocalState.CascadeBytes(workflow);
}
