using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Broadcasts;

/// <summary>A broadcast with the results of its nodes at one moment.</summary>
/// <param name="Broadcast">The whole: its terms, state and counts.</param>
/// <param name="Copies">Each node's job, by node; a shard stands with the node that it is pinned to now.</param>
public sealed record BroadcastReport(WorkflowInfo Broadcast, IReadOnlyList<Job> Copies)
{
    /// <summary>Whether every part has ended, and nobody can join any more.</summary>
    public bool Ended => Broadcast.State != WorkflowState.Running;

    /// <summary>Whether a part has ended otherwise than in success.</summary>
    public bool HasFailures => Copies.Any(
        copy => copy.State is JobState.Dead or JobState.Expired or JobState.Cancelled);
}
