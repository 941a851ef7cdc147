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
        if (most <= Few) return Few + (most * 256L);
        var bytes = 0L;
        var seen = new HashSet<LocalWorkflow>();
        for (var i = 0; i < count; i++)
            if (state.Find(job(i)) is { } found)
                bytes += BytesOf(state, found, seen, revives);
        return bytes;
    }

    /// <summary>Whether a job may be ended or revived within the bound of one workflow, after those before it. The
    /// first one always may. A workflow counts once: however many of its jobs end, each of the others is moved as often
    /// as it can be.</summary>
    public bool Allows(LocalJob job)
    {
        _left -= BytesOf(state, job, _seen, revives);
        return _left >= 0;
    }

    /// <summary>Upper bound of what follows for others, once for each workflow.</summary>
    private static long BytesOf(LocalState state, LocalJob job, HashSet<LocalWorkflow> seen, bool revives)
    {
        if (job is not LocalStep step)
            return !revives && state.OpenWorkOf(job) is { } work && seen.Add(work) ? LocalState.EndBytes(work) : 0;
        if (!seen.Add(step.Workflow)) return 0;
        return revives ? LocalState.RevivalBytes(step.Workflow) : LocalState.CascadeBytes(step.Workflow);
    }
}
