namespace Gnomon.Triggers;

/// <summary>Ticks at the local times of a zone that match an expression.
/// <para>Where clocks change, an expression of plain minutes and hours ticks once for each local time: on the first
/// pass when it is repeated, and at the first instant after the gap when it is left out (several left-out times in one gap
/// make one tick). An expression with a wildcard, step or range in its minute or hour field follows elapsed time: it
/// ticks on both passes and not for what a gap left out.</para></summary>
/// <param name="Expression">Which local times.</param>
/// <param name="Zone">Whose local time. Ticks are answered in UTC whatever it is.</param>
/// <exception cref="UnknownZoneException"><paramref name="Zone"/> cannot be found by its id on this machine, so its
/// text could not be read back.</exception>
public sealed record CronTrigger(CronExpression Expression, TimeZoneInfo Zone) : Trigger
{
    /// <summary>Which local times.</summary>
    public CronExpression Expression
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Expression));
    }
    = Expression ?? throw new ArgumentNullException(nameof(Expression));

    /// <summary>Whose local time.</summary>
    public TimeZoneInfo Zone
    {
        get;
        init => field = Known(value);
    }
    = Known(Zone);

    /// <inheritdoc/>
    public override string Text => Zone.Id == TimeZoneInfo.Utc.Id
        ? $"{TriggerText.Cron} {Expression.Text}"
        : $"{TriggerText.Cron} {Expression.Text} {TriggerText.In} {Zone.Id}";

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after) =>
        Instant(new CronSearch(Expression, Zone).AtOrAfter(after.UtcTicks / TimeSpan.TicksPerMinute + 1));

    /// <inheritdoc/>
    public override DateTimeOffset? Last(DateTimeOffset atOrBefore) =>
        Instant(new CronSearch(Expression, Zone).AtOrBefore(atOrBefore.UtcTicks / TimeSpan.TicksPerMinute));

    /// <summary>Whether the texts are the same. Two spellings of one zone are two zones.</summary>
    public bool Equals(CronTrigger? other) =>
        other is not null && Expression.Equals(other.Expression) && Zone.Id == other.Zone.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Expression, Zone.Id);

    private static TimeZoneInfo Known(TimeZoneInfo? zone)
    {
        ArgumentNullException.ThrowIfNull(zone, nameof(Zone));
        return TimeZones.Find(zone.Id);
    }

    private static DateTimeOffset? Instant(long? minute) =>
        minute is { } m ? new DateTimeOffset(m * TimeSpan.TicksPerMinute, TimeSpan.Zero) : null;
}
