namespace Gnomon.Api;

/// <summary>A page of declared sets in the order of their names.</summary>
/// <param name="Items">The sets.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record StoredSetListDocument(IReadOnlyList<StoredSetDocument> Items, string? Next);
