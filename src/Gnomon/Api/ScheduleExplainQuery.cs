using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>What is to be explained of a schedule: one instant, or a period.</summary>
public sealed record ScheduleExplainQuery
{
    /// <summary>The instant; null for a period.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The first instant of the period; null means a day before its end.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the period, not in it; null means now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Most ticks, 1 to <see cref="ScheduleLimits.MaxPeriodTicks"/>; null means
    /// <see cref="ApiLimits.DefaultPage"/>.</summary>
    public int? Limit { get; init; }
}
