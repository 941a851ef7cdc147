namespace Gnomon.Store;

/// <summary>What happened to the jobs of one handler in one day.</summary>
/// <param name="Handler">The handler; null for those that are counted together.</param>
/// <param name="Accepted">New jobs that were stored, those of ticks too.</param>
/// <param name="Done">Attempts that succeeded.</param>
/// <param name="Failed">Attempts that failed or were lost with their node, and were the last: the job has ended.</param>
/// <param name="Retried">Attempts that failed or were lost with their node, after which the job waits to run again.
/// Those that were put off or handed back count nowhere.</param>
public sealed record HandlerCounts(string? Handler, long Accepted, long Done, long Failed, long Retried);
