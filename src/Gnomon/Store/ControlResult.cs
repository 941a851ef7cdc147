using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The answer for one job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="State">The state it is in now; meaningless when it was not found.</param>
public readonly record struct ControlResult(JobId Job, ControlOutcome Outcome, JobState State)
{
    /// <summary>Whether a limit that held other jobs of the queue back may let one go now: somebody should look.
    /// </summary>
    public bool Freed { get; init; }

    /// <summary>What else happened in the job's workflow; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }
}
