namespace Gnomon.Api;

/// <summary>What is kept of a job's log.</summary>
/// <param name="Lines">The lines, oldest first.</param>
public sealed record LogsDocument(IReadOnlyList<string> Lines);
