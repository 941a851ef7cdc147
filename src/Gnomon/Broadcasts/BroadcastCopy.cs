using Gnomon.Jobs;

namespace Gnomon.Broadcasts;

/// <summary>One node's part of a broadcast.</summary>
/// <param name="Job">The job that is its copy.</param>
/// <param name="Node">The node that is to run it.</param>
/// <param name="Queue">The queue in which it waits for that node.</param>
public sealed record BroadcastCopy(JobId Job, string Node, string Queue)
{
    /// <summary>Which shard it is, from 0; null for a copy of the whole.</summary>
    public int? Shard { get; init; }
}
