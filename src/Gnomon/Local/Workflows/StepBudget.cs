using Gnomon.Jobs;

namespace Gnomon.Local.Workflows;

/// <summary>How many bytes of the journal what follows from the end of jobs may take.</summary>
internal sealed class StepBudget(LocalState state)
{
    /// <summary>Open jobs of workflows up to which it is not worth finding out which are concerned.</summary>
    private const int Few = 256;

    private readonly HashSet<LocalWorkflow> _seen = [];

    private long _left = state.MaxCascadeBytes;

    /// <summary>Upper bound for ending the jobs that are named.</summary>
    public static long Of(LocalState state, int count, Func<int, JobId> job)
    {
        if (state.OpenSteps <= Few) return state.OpenSteps * (long)LocalState.StepBytes;
        var bytes = 0L;
        var seen = new HashSet<LocalWorkflow>();
        for (var i = 0; i < count; i++)
            if (state.Find(job(i)) is LocalStep step && seen.Add(step.Workflow))
                bytes += LocalState.CascadeBytes(step.Workflow);
        return bytes;
    }

    /// <summary>Whether a job may be ended within <see cref="LocalState.MaxCascadeBytes"/>, after those before it. The
    /// first one always may. A workflow counts once: however many of its jobs end, each of the others is moved as often
    /// as it can be.</summary>
    public bool Allows(LocalJob job)
    {
        if (job is not LocalStep step || !_seen.Add(step.Workflow)) return true;
        _left -= LocalState.CascadeBytes(step.Workflow);
        return _left >= 0;
    }
}
