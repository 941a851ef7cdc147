namespace Gnomon.Store;

/// <summary>A node that jobs are pinned to, whether it lives or not.</summary>
/// <param name="Node">The node.</param>
/// <param name="Waiting">How many jobs wait for it: ready, scheduled or blocked.</param>
/// <param name="Running">How many that are pinned to it run.</param>
public sealed record PinnedNode(string Node, int Waiting, int Running);
