namespace Gnomon.Store;

/// <summary>Asks for jobs to run.</summary>
/// <param name="Node">The node that will run them.</param>
/// <param name="Queues">Where from: an earlier queue is emptied before a later one is looked at.</param>
/// <param name="Max">Most jobs to hand out, 1 or more.</param>
/// <param name="Lease">How long they are the node's without a renewal.</param>
public sealed record ClaimRequest(string Node, IReadOnlyList<string> Queues, int Max, TimeSpan Lease);
