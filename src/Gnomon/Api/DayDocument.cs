namespace Gnomon.Api;

/// <summary>What happened in one day.</summary>
/// <param name="Day">The day in UTC, such as <c>2026-11-21</c>.</param>
/// <param name="Accepted">New jobs that were stored.</param>
/// <param name="Done">Attempts that succeeded.</param>
/// <param name="Failed">Attempts that failed or were lost, and ended their job.</param>
/// <param name="Retried">Attempts that failed or were lost, and whose job waits to run again.</param>
/// <param name="Handlers">The same by handler.</param>
public sealed record DayDocument(
    string Day, long Accepted, long Done, long Failed, long Retried, IReadOnlyList<HandlerCountsDocument> Handlers);
