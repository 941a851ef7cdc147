namespace Gnomon.Store;

/// <summary>Whose turn it is to do the periodic duties.</summary>
/// <param name="Node">The node that leads.</param>
/// <param name="Number">Counts the changes of leader, from 1; a renewal keeps it.</param>
/// <param name="Since">When the node began to lead, by the store's clock.</param>
/// <param name="Until">When its turn is over unless it is renewed, by the store's clock.</param>
public sealed record LeaderTerm(string Node, long Number, DateTimeOffset Since, DateTimeOffset Until);
