namespace Gnomon.Api;

/// <summary>What happened to the jobs of one handler in one day.</summary>
/// <param name="Handler">The handler; null for those that are counted together.</param>
/// <param name="Accepted">New jobs that were stored.</param>
/// <param name="Done">Attempts that succeeded.</param>
/// <param name="Failed">Attempts that failed or were lost, and ended their job.</param>
/// <param name="Retried">Attempts that failed or were lost, and whose job waits to run again.</param>
public sealed record HandlerCountsDocument(string? Handler, long Accepted, long Done, long Failed, long Retried);
