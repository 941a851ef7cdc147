using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>A schedule as the store keeps it.</summary>
/// <param name="Schedule">The definition.</param>
/// <param name="Revision">Counts its changes, from 1.</param>
/// <param name="Mark">The high-water mark: ticks at or before it are decided and never fire again.</param>
/// <param name="Next">The first tick after the mark; null when there is none or the schedule is paused.</param>
public sealed record StoredSchedule(Schedule Schedule, long Revision, DateTimeOffset Mark, DateTimeOffset? Next)
{
    /// <summary>The last tick that made a job, or null.</summary>
    public DateTimeOffset? LastTick { get; init; }

    /// <summary>How many jobs of earlier ticks have not ended.</summary>
    public int LiveJobs { get; init; }
}
