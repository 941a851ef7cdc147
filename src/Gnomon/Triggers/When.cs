namespace Gnomon.Triggers;

/// <summary>Makes triggers in code. With <c>using static Gnomon.Triggers.When</c> a schedule reads
/// <c>Cron("0 2 * * *", "Asia/Shanghai")</c>.</summary>
public static class When
{
    /// <summary>Once, at an instant.</summary>
    public static Trigger At(DateTimeOffset instant) => new OnceTrigger(instant);

    /// <summary>At an anchor and every so long after it, in elapsed time.</summary>
    /// <param name="interval">At least <see cref="IntervalTrigger.MinEvery"/>.</param>
    /// <param name="anchor">The first tick; when left out, ticks fall on multiples of the interval since year 1.</param>
    public static Trigger Every(TimeSpan interval, DateTimeOffset anchor = default) =>
        new IntervalTrigger(interval, anchor);

    /// <summary>At the local times of a cron expression.</summary>
    /// <param name="expression">Five fields: minute, hour, day of month, month, day of week.</param>
    /// <param name="zone">An IANA id; null means UTC.</param>
    /// <exception cref="FormatException">The expression or the zone is not one.</exception>
    public static Trigger Cron(string expression, string? zone = null) =>
        new CronTrigger(CronExpression.Parse(expression), zone is null ? TimeZoneInfo.Utc : TimeZones.Find(zone));
}
