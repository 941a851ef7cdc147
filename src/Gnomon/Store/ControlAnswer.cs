namespace Gnomon.Store;

/// <summary>What became of a change from outside.</summary>
/// <param name="Results">The answers: in the order of the ids; by filter, for each job that it was asked for, oldest
/// first. They may be fewer than the most, even none, although more follows.</param>
/// <param name="Next">Where the next call by filter goes on; null when no more jobs follow.</param>
public sealed record ControlAnswer(IReadOnlyList<ControlResult> Results, string? Next);
