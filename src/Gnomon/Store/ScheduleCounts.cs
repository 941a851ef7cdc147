using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>What became of the ticks and the jobs of a schedule since it was stored first. A run of missed ticks that is
/// recorded as one skip counts as one.</summary>
/// <param name="Ran">Ticks whose job was ready at once, backfilled ones among them.</param>
/// <param name="Skipped">Ticks that were skipped.</param>
/// <param name="Buffered">Ticks whose job had to wait for an earlier one.</param>
/// <param name="Succeeded">Jobs that ended well; here and below also those that were asked for by hand.</param>
/// <param name="Failed">Jobs that ended dead or expired.</param>
/// <param name="Cancelled">Jobs that ended cancelled, also by <see cref="OverlapPolicy.CancelRunning"/> and
/// <see cref="OverlapPolicy.TerminateRunning"/>.</param>
public readonly record struct ScheduleCounts(
    long Ran, long Skipped, long Buffered, long Succeeded, long Failed, long Cancelled);
