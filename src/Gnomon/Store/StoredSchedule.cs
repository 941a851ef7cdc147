using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>A schedule as the store keeps it.</summary>
/// <param name="Schedule">The definition.</param>
/// <param name="Revision">Counts its changes, from 1.</param>
/// <param name="Mark">The high-water mark: ticks at or before it are decided and never fire again.</param>
/// <param name="Next">The first tick after the mark, by its nominal instant; null when there is none, the schedule is
/// paused, or <see cref="Runs"/> has reached its <see cref="Schedule.MaxRuns"/>.</param>
public sealed record StoredSchedule(Schedule Schedule, long Revision, DateTimeOffset Mark, DateTimeOffset? Next)
{
    /// <summary>When <see cref="Next"/> is due, by <see cref="Schedule.RunAt"/>; null when there is none.</summary>
    public DateTimeOffset? NextDue => Next is { } next ? Schedule.RunAt(next) : null;

    /// <summary>How many of its ticks have run since it was stored first. Edits keep the count.</summary>
    public long Runs { get; init; }

    /// <summary>The last tick that made a job, or null.</summary>
    public DateTimeOffset? LastTick { get; init; }

    /// <summary>The declared set that it belongs to; null when it stands alone.</summary>
    public string? Set { get; init; }

    /// <summary>How many jobs of earlier ticks have not ended, those of <see cref="BufferedJobs"/> among them.</summary>
    public int LiveJobs { get; init; }

    /// <summary>How many jobs of earlier ticks wait for the end of another.</summary>
    public int BufferedJobs { get; init; }

    /// <summary>What became of its ticks and jobs.</summary>
    public ScheduleCounts Counts { get; init; }

    /// <summary>How many of its runs have failed since one succeeded or it was resumed.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>Its newest run, or null.</summary>
    public ScheduleRun? LastRun { get; init; }
}
