namespace Gnomon.Api;

/// <summary>The answer to a broadcast that was published.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Outcome"><c>created</c>, or <c>sameId</c> when one with its id was there.</param>
/// <param name="Copies">Who gets a copy, by node.</param>
/// <param name="Warnings">What the publisher may not have meant.</param>
public sealed record PublishedBroadcastDocument(
    string Id, string Outcome, IReadOnlyList<BroadcastTargetDocument> Copies, IReadOnlyList<string> Warnings);
