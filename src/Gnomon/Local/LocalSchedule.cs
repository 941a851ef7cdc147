using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>A schedule in memory. Its heap key is the UTC instant at which its next tick is due. There may be a million
/// that wait: what only those have that were fired or changed is in <see cref="Past"/>.</summary>
internal sealed class LocalSchedule : Timed
{
    public required Schedule Definition;

    public SchedulePast? Past;

    /// <summary>The declared set that it belongs to, or null.</summary>
    public LocalScheduleSet? Set;

    /// <summary>Whether the set declares it paused: where that is not how it stands, an operator changed it.</summary>
    public bool IsDeclaredPaused;

    public long Revision;

    /// <summary>How many ticks have run.</summary>
    public long Runs;

    /// <summary>When it was stored first, in UTC ticks; 0 when that is not known.</summary>
    public long StoredAt;

    private long _mark;

    private long _next = -1;

    public DateTimeOffset Mark
    {
        get => new(_mark, TimeSpan.Zero);
        set => _mark = value.UtcTicks;
    }

    public DateTimeOffset? Next => _next < 0 ? null : new DateTimeOffset(_next, TimeSpan.Zero);

    public DateTimeOffset? LastTick => Past is { LastTick: > 0 } past ? new DateTimeOffset(past.LastTick, TimeSpan.Zero) : null;

    /// <summary>Finds the tick after the mark anew.</summary>
    /// <returns>When it is due; null when there is none.</returns>
    public DateTimeOffset? ComputeNext()
    {
        var next = Definition.Paused || Runs >= Definition.MaxRuns ? null : Definition.Next(Mark);
        _next = next?.UtcTicks ?? -1;
        return next is { } tick ? Definition.RunAt(tick) : null;
    }

    /// <summary>Keeps a tick that was due, and counts it when it made a job.</summary>
    public void Record(Tick tick, int kept)
    {
        var past = Past ??= new SchedulePast();
        past.Keep(tick, kept);
        if (tick.Outcome == TickOutcome.Skipped) return;
        past.LastTick = tick.At.UtcTicks;
        Runs++;
    }
}
