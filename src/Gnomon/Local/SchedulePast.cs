using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>What became of a schedule so far: ticks, counts, the newest run, and what was done to it.</summary>
internal sealed class SchedulePast
{
    /// <summary>The newest ticks, in the order of their decision.</summary>
    public readonly Queue<Tick> Ticks = new();

    /// <summary>What was done to it, oldest first. Empty while it is as it was stored first.</summary>
    public readonly List<ScheduleEvent> Events = [];

    /// <summary>How many ticks were ever kept; the newest of <see cref="Ticks"/> has the number below this.</summary>
    public long Recorded;

    /// <summary>The last tick that made a job, in UTC ticks; 0 for none.</summary>
    public long LastTick;

    public long Ran, Skipped, Buffered, Succeeded, Failed, Cancelled;

    /// <summary>Runs that failed since one succeeded, or since it was resumed.</summary>
    public int ConsecutiveFailures;

    /// <summary>The newest run; its id is empty when there is none.</summary>
    public JobId LastRun;

    /// <summary>When the newest run became ready and when it ended, in UTC ticks; 0 for not yet.</summary>
    public long LastRunAt, LastRunEnded;

    /// <summary>The state in which the newest run ended.</summary>
    public JobState LastRunState;

    public ScheduleCounts Counts => new(Ran, Skipped, Buffered, Succeeded, Failed, Cancelled);

    public void Keep(Tick tick, int kept)
    {
        Ticks.Enqueue(tick);
        Recorded++;
        while (Ticks.Count > kept) Ticks.Dequeue();
        if (tick.Outcome == TickOutcome.Skipped) Skipped++;
        else if (tick.Outcome == TickOutcome.Buffered) Buffered++;
        else Ran++;
    }

    public void Keep(ScheduleEvent happened)
    {
        Events.Add(happened);
        if (Events.Count > ScheduleLimits.MaxEvents) Events.RemoveAt(0);
    }

    /// <summary>Whether a tick that is kept made a job.</summary>
    public bool HasRun(DateTimeOffset at)
    {
        foreach (var tick in Ticks)
            if (tick.At == at && tick.Outcome != TickOutcome.Skipped)
                return true;
        return false;
    }

    /// <summary>Notes a run that becomes ready.</summary>
    public void Begin(JobId job, long now) => (LastRun, LastRunAt, LastRunEnded) = (job, now, 0);

    /// <summary>Counts a run that has ended.</summary>
    public void End(JobId job, JobState state, long now)
    {
        if (job == LastRun) (LastRunState, LastRunEnded) = (state, now);
        switch (state)
        {
            case JobState.Succeeded: (Succeeded, ConsecutiveFailures) = (Succeeded + 1, 0); break;
            case JobState.Cancelled: Cancelled++; break;
            default: (Failed, ConsecutiveFailures) = (Failed + 1, ConsecutiveFailures + 1); break;
        }
    }
}
