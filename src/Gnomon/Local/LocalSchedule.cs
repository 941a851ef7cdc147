using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>A schedule in memory. Its heap key is the UTC instant of the next tick.</summary>
internal sealed class LocalSchedule : Timed
{
    public required Schedule Definition;

    public long Revision;

    public DateTimeOffset Mark;

    public DateTimeOffset? Next;

    public DateTimeOffset? LastTick;

    /// <summary>The newest ticks, oldest first.</summary>
    public readonly Queue<Tick> Ticks = new();

    /// <summary>Finds the tick after the mark anew.</summary>
    public void ComputeNext() => Next = Definition.Paused ? null : Definition.Next(Mark);

    public void Record(Tick tick, int kept)
    {
        Ticks.Enqueue(tick);
        while (Ticks.Count > kept) Ticks.Dequeue();
        if (tick.Outcome == TickOutcome.Ran) LastTick = tick.At;
    }
}
