namespace Gnomon.Api;

/// <summary>The queues.</summary>
/// <param name="Items">The queues, by name.</param>
/// <param name="Next">The cursor of the next page; null, for all queues fit one page.</param>
public sealed record QueueListDocument(IReadOnlyList<QueueDocument> Items, string? Next);
