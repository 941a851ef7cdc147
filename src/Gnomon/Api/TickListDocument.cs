namespace Gnomon.Api;

/// <summary>A page of ticks, newest first.</summary>
/// <param name="Items">The ticks.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record TickListDocument(IReadOnlyList<TickDocument> Items, string? Next);
