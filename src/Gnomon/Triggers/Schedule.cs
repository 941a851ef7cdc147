using Gnomon.Jobs;

namespace Gnomon.Triggers;

/// <summary>A recurring definition: a time rule, and the job that each of its ticks makes.</summary>
public sealed record Schedule
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Its time rule.</summary>
    public required Trigger Trigger { get; init; }

    /// <summary>What each tick runs. Its <see cref="JobSpec.Schedule"/> and <see cref="JobSpec.Tick"/> are set by the
    /// firing.</summary>
    public required JobSpec Job { get; init; }

    /// <summary>No tick before this instant; null means no bound.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>No tick after this instant; null means no bound.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>What a tick does while an earlier one's job has not ended.</summary>
    public OverlapPolicy Overlap { get; init; } = OverlapPolicy.Allow;

    /// <summary>What happens to missed ticks.</summary>
    public CatchUp CatchUp { get; init; } = CatchUp.Latest;

    /// <summary>How old a missed tick may be and still run.</summary>
    public TimeSpan CatchUpWindow { get; init; } = TimeSpan.FromDays(1);

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
}
