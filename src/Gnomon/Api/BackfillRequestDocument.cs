using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Asks for the ticks of a past period.</summary>
public sealed record BackfillRequestDocument
{
    /// <summary>The first instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end, not in it; null means now. What is still to come is left alone.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>What its ticks do while an earlier job of the schedule has not ended, as in a schedule; null means
    /// <c>bufferAll</c>: they run one after another.</summary>
    public string? Overlap { get; init; }

    /// <summary>Most ticks that this call decides, 1 to <see cref="ScheduleLimits.MaxPeriodTicks"/>; null means that
    /// many.</summary>
    public int? Limit { get; init; }
}
