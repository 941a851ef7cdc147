namespace Gnomon.Store;

/// <summary>One run of a job, for people to read.</summary>
/// <param name="Number">The attempt's number, from 1.</param>
/// <param name="Node">The node that had it.</param>
/// <param name="StartedAt">When it was handed out.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Error">Why it failed or was put off, or null.</param>
public sealed record Attempt(
    int Number,
    string Node,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    AttemptOutcome Outcome,
    string? Error);
