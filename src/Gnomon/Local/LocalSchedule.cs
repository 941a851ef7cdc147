using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>A schedule in memory. Its heap key is the UTC instant at which its next tick is due.</summary>
internal sealed class LocalSchedule : Timed
{
    public required Schedule Definition;

    /// <summary>The declared set that it belongs to, or null.</summary>
    public LocalScheduleSet? Set;

    /// <summary>Whether the set declares it paused: where that is not how it stands, an operator changed it.</summary>
    public bool IsDeclaredPaused;

    public long Revision;

    public DateTimeOffset Mark;

    public DateTimeOffset? Next;

    /// <summary>When <see cref="Next"/> is due.</summary>
    public DateTimeOffset? NextDue;

    public DateTimeOffset? LastTick;

    /// <summary>How many ticks have run.</summary>
    public long Runs;

    /// <summary>The newest ticks, oldest first.</summary>
    public readonly Queue<Tick> Ticks = new();

    /// <summary>Finds the tick after the mark anew, and when it is due.</summary>
    public void ComputeNext()
    {
        Next = Definition.Paused || Runs >= Definition.MaxRuns ? null : Definition.Next(Mark);
        NextDue = Next is { } next ? Definition.RunAt(next) : null;
    }

    public void Record(Tick tick, int kept)
    {
        Ticks.Enqueue(tick);
        while (Ticks.Count > kept) Ticks.Dequeue();
        if (tick.Outcome != TickOutcome.Ran) return;
        LastTick = tick.At;
        Runs++;
    }
}
