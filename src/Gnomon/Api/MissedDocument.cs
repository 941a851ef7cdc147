namespace Gnomon.Api;

/// <summary>Says that events were not told, because whoever follows them was too slow.</summary>
/// <param name="Count">How many at least.</param>
public sealed record MissedDocument(long Count);
