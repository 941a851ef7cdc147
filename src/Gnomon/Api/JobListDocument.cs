namespace Gnomon.Api;

/// <summary>A page of jobs, newest first.</summary>
/// <param name="Items">The jobs.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record JobListDocument(IReadOnlyList<JobDocument> Items, string? Next);
