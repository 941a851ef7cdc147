using Gnomon.Jobs;

namespace Gnomon.Triggers;

/// <summary>A recurring definition: a time rule, and the job that each of its ticks makes.</summary>
public sealed record Schedule
{
    private static readonly TimeSpan WholeMillisecondsFrom = TimeSpan.FromSeconds(1);

    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Its time rule.</summary>
    public required Trigger Trigger { get; init; }

    /// <summary>What each tick runs. Its <see cref="JobSpec.Schedule"/> and <see cref="JobSpec.Tick"/> are set by the
    /// firing.</summary>
    public required JobSpec Job { get; init; }

    /// <summary>No tick before this instant; null means no bound.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>No tick after this instant; null means no bound. It bounds the nominal instant of a tick: one with
    /// <see cref="Jitter"/> may come due after it.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>What a tick does while an earlier one's job has not ended.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Allow;

    /// <summary>What happens to missed ticks.</summary>
    public CatchUp CatchUp { get; init; } = CatchUp.Latest;

    /// <summary>How old a missed tick may be and still run.</summary>
    public TimeSpan CatchUpWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long after its nominal instant a tick may come due, so that schedules with the same rule do not
    /// all run at one moment; zero, the default, means at that instant. Not negative; see <see cref="RunAt"/>.
    /// <para>Only the moment of running moves. The identity of a tick, its job's id, the mark and every list of ticks
    /// keep the nominal instant. An edit or a pause between the nominal instant and the one it is due at drops the tick:
    /// an edit decides every nominal instant up to now.</para></summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Most jobs that its ticks make, 1 or more, after which it has no next tick; null means no bound. Skipped
    /// ticks and jobs that are asked for by hand do not count. An edit keeps the count, so a higher bound lets the
    /// schedule go on from then; one that is removed and stored again begins anew.</summary>
    public long? MaxRuns { get; init; }

    /// <summary>How many of its runs have to fail one after another, dead or expired, for it to be paused in the commit
    /// that ends the last of them; 1 or more, null means never. A run that succeeds, and a resumption, begin the count
    /// anew.</summary>
    public int? PauseAfterFailures { get; init; }

    /// <summary>Whether it makes no ticks at present. While paused its mark follows the clock.</summary>
    public bool Paused { get; init; }

    /// <summary>Why it is paused, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The first tick of this schedule later than <paramref name="after"/>, inside its start and end, whether
    /// it is paused or not; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (Start is { } start && after < start) after = start.AddTicks(-1);
        var next = Trigger.Next(after);
        return next > End ? null : next;
    }

    /// <summary>The last tick at or before <paramref name="atOrBefore"/> inside its start and end, or null.</summary>
    public DateTimeOffset? Last(DateTimeOffset atOrBefore)
    {
        if (End is { } end && atOrBefore > end) atOrBefore = end;
        var last = Trigger.Last(atOrBefore);
        return last < Start ? null : last;
    }

    /// <summary>When a tick is due: its nominal instant, and a part of <see cref="Jitter"/> that depends on nothing but
    /// this schedule's id and that instant, so that every node and every restart finds the same.
    /// <para>The part is that fraction of the span which a stable 64-bit hash of both, over 2^64, gives. The span is the
    /// jitter, or the time to the next tick if that is shorter; so a tick is due before the next one's nominal instant,
    /// and ticks come due in their order. The last tick before the end has the whole jitter for its span, but stays
    /// inside the calendar. With a span of 1 s or more the part is whole milliseconds, rounded down.</para></summary>
    /// <param name="tick">The nominal instant of a tick.</param>
    public DateTimeOffset RunAt(DateTimeOffset tick)
    {
        if (Jitter <= TimeSpan.Zero) return tick;
        var span = (Next(tick) ?? DateTimeOffset.MaxValue) - tick;
        if (span > Jitter) span = Jitter;
        var part = (long)Math.BigMul(StableHash.Of(Id, tick.UtcTicks), (ulong)span.Ticks, out _);
        if (span >= WholeMillisecondsFrom) part -= part % TimeSpan.TicksPerMillisecond;
        return tick.AddTicks(part);
    }

    /// <summary>The last tick that is due at <paramref name="now"/>, by its nominal instant, or null.</summary>
    internal DateTimeOffset? LastDue(DateTimeOffset now)
    {
        var last = Last(now);
        // A tick is due before the next one begins, so at most one of those that have begun is not due yet.
        return last is { } tick && RunAt(tick) > now ? Last(tick.AddTicks(-1)) : last;
    }
}
