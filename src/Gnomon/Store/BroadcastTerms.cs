using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Who gets a copy of a broadcast.</summary>
/// <param name="Template">What each copy runs.</param>
public sealed record BroadcastTerms(JobSpec Template)
{
    /// <summary>Only nodes with this tag; null for any.</summary>
    public string? Tag { get; init; }

    /// <summary>Only nodes that take jobs from this queue; null for any.</summary>
    public string? Queue { get; init; }

    /// <summary>Nodes that join until this instant get a copy too; null for only those that live when it is published.
    /// </summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the copies are shards of one work, each with its number and their count: that of a lost node
    /// goes to another.</summary>
    public bool Sharded { get; init; }
}
