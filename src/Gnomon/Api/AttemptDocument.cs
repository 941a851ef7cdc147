namespace Gnomon.Api;

/// <summary>One run of a job.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="Node">The node that had it.</param>
/// <param name="StartedAt">When it was handed out.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
/// <param name="Outcome">How it went: <c>running succeeded failed snoozed cancelled released lost
/// parked</c>.</param>
/// <param name="Error">Why it failed or was put off.</param>
public sealed record AttemptDocument(
    int Attempt, string Node, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string Outcome, string? Error);
