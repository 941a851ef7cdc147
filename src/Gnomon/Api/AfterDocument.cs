namespace Gnomon.Api;

/// <summary>A job of the same workflow that a job waits for.</summary>
/// <param name="Step">Its name there; null in lists of jobs, where names are not looked up.</param>
/// <param name="Job">The job.</param>
/// <param name="When">How it has to end: <c>succeeded</c>, <c>failed</c>, <c>ended</c>, or <c>gathered</c> as the end of a
/// group waits for its members.</param>
public sealed record AfterDocument(string? Step, string Job, string When);
