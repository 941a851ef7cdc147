namespace Gnomon.Api;

/// <summary>The node whose turn it is to do the periodic duties.</summary>
/// <param name="Node">Its id.</param>
/// <param name="Term">Counts the changes of leader.</param>
/// <param name="Since">When it began to lead.</param>
public sealed record LeaderDocument(string Node, long Term, DateTimeOffset Since);
