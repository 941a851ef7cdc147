using Gnomon.Jobs;

namespace Gnomon.Local.Workflows;

/// <summary>How many bytes of the journal what follows from the end of jobs may take.</summary>
internal sealed class StepBudget(LocalState state)
{
    /// <summary>Open jobs of workflows up to which it is not worth finding out which are concerned.</summary>
    private const int Few = 256;

    private long _left = state.MaxCascadeBytes;

    /// <summary>Upper bound for ending the jobs that are named.</summary>
    public static long Of(LocalState state, int count, Func<int, JobId> job)
    {
        if (state.OpenSteps <= Few) return Few + state.OpenSteps * 256L;
        var bytes = 0L;
        var seen = new HashSet<LocalWorkflow>();
        for (var i = 0; i < count; i++)
        {
            if (state.Find(job(i)) is not { } found) continue;
            if (found is LocalStep step)
            {
                if (seen.Add(step.Workflow)) bytes += LocalState.CascadeBytes(step.Workflow);
            }
            else if (state.OpenWorkOf(found) is { } work)
            {
                bytes += LocalState.EndBytes(work);
            }
        }

        return bytes;
    }

    /// <summary>Whether a job may be ended within <see cref="LocalState.MaxCascadeBytes"/>, after those before it. The
    /// first one always may.</summary>
    public bool Allows(LocalJob job)
    {
        if (job is LocalStep step) _left -= LocalState.CascadeBytes(step.Workflow);
        else if (state.OpenWorkOf(job) is { } work) _left -= LocalState.EndBytes(work);
        return _left >= 0;
    }
}
