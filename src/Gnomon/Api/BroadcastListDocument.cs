namespace Gnomon.Api;

/// <summary>A page of broadcasts, newest first, without their copies.</summary>
/// <param name="Items">The broadcasts.</param>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
public sealed record BroadcastListDocument(IReadOnlyList<BroadcastDocument> Items, string? Next);
