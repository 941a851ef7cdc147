using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>What became of one settlement.</summary>
/// <param name="Applied">False when the token was stale: the report changed nothing.</param>
/// <param name="State">The state the job is in now; meaningless when not applied.</param>
public readonly record struct SettleOutcome(bool Applied, JobState State)
{
    /// <summary>Whether a limit that held other jobs of the queue back may let one go now: somebody should look.
    /// </summary>
    public bool Freed { get; init; }

    /// <summary>What else happened in the job's workflow; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }

    /// <summary>The token was stale.</summary>
    public static readonly SettleOutcome Stale = new(false, default);
}
