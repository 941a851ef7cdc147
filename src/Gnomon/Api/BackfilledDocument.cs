namespace Gnomon.Api;

/// <summary>What became of the ticks of a past period.</summary>
/// <param name="Items">The ticks that this call decided, oldest first; those that had run before are skipped.</param>
/// <param name="Next">Where to go on: <c>from</c> of the next call. Null when the whole period is decided.</param>
public sealed record BackfilledDocument(IReadOnlyList<TickDocument> Items, DateTimeOffset? Next);
