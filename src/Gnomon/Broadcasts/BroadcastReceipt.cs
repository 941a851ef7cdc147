using Gnomon.Jobs;

namespace Gnomon.Broadcasts;

/// <summary>What became of a broadcast that was published.</summary>
/// <param name="Id">The broadcast.</param>
/// <param name="Created">False when one with its id was there already; nothing is changed then.</param>
/// <param name="Copies">Who gets a copy, by node: fixed from now on, but for late joiners.</param>
public sealed record BroadcastReceipt(WorkflowId Id, bool Created, IReadOnlyList<BroadcastCopy> Copies)
{
    /// <summary>What the publisher may not have meant, for people.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
