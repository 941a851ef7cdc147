namespace Gnomon.Api;

/// <summary>What became of the ticks and the jobs of a schedule; see <see cref="Store.ScheduleCounts"/>.</summary>
/// <param name="Ran">Ticks whose job was ready at once.</param>
/// <param name="Skipped">Ticks that were skipped; a run of missed ones counts as one.</param>
/// <param name="Buffered">Ticks whose job had to wait for an earlier one.</param>
/// <param name="Succeeded">Jobs that ended well.</param>
/// <param name="Failed">Jobs that ended dead or expired.</param>
/// <param name="Cancelled">Jobs that ended cancelled.</param>
public sealed record ScheduleCountsDocument(
    long Ran, long Skipped, long Buffered, long Succeeded, long Failed, long Cancelled);
