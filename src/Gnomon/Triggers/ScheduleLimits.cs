namespace Gnomon.Triggers;

/// <summary>The bounds of schedules; <c>docs/limits.md</c> lists them.</summary>
public static class ScheduleLimits
{
    /// <summary>Most jobs of one schedule that wait for the end of an earlier one: 1,000. A tick beyond them is skipped,
    /// and a backfill goes on later.</summary>
    public const int MaxBuffered = 1000;

    /// <summary>Most earlier jobs that one tick cancels or ends: 1,000, the oldest first.</summary>
    public const int MaxEnded = 1000;

    /// <summary>Most changes that are remembered of one schedule, the newest: 50.</summary>
    public const int MaxEvents = 50;

    /// <summary>Most removed schedules of which it is remembered when they were removed, the latest: 1,000.</summary>
    public const int MaxRemoved = 1000;

    /// <summary>Most ticks of a period that one backfill decides and one explanation tells: 1,000. Both answer where to
    /// go on.</summary>
    public const int MaxPeriodTicks = 1000;
}
