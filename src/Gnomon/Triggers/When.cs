namespace Gnomon.Triggers;

/// <summary>Makes triggers in code. With <c>using static Gnomon.Triggers.When</c> a schedule reads
/// <c>Cron("0 2 * * *", "Asia/Shanghai")</c>.</summary>
public static class When
{
    /// <summary>Once, at an instant.</summary>
    public static Trigger At(DateTimeOffset instant) => new OnceTrigger(instant);

    /// <summary>Once, so long after an instant.</summary>
    public static Trigger After(TimeSpan delay, DateTimeOffset instant) => new OnceTrigger(instant + delay);

    /// <summary>At an anchor and every so long after it, in elapsed time.</summary>
    /// <param name="interval">At least <see cref="IntervalTrigger.MinEvery"/>.</param>
    /// <param name="anchor">The first tick; when left out, ticks fall on multiples of the interval since the year
    /// 1.</param>
    public static Trigger Every(TimeSpan interval, DateTimeOffset anchor = default) =>
        new IntervalTrigger(interval, anchor);

    /// <summary>At the local times of a cron expression.</summary>
    /// <param name="expression">The expression; in the native dialect five fields (minute, hour, day of month, month,
    /// day of week), or six with seconds first.</param>
    /// <param name="zone">An IANA id; null means UTC.</param>
    /// <param name="dialect">How to read the expression.</param>
    /// <param name="seed">What <c>H</c> picks its values by; give the schedule's name.</param>
    /// <exception cref="FormatException">The expression or the zone is not one.</exception>
    public static Trigger Cron(
        string expression, string? zone = null, CronDialect dialect = CronDialect.Native, string? seed = null) =>
        new CronTrigger(CronExpression.Parse(expression, dialect, seed), Zone(zone));

    /// <summary>At the local times of a recurrence rule of RFC 5545.</summary>
    /// <param name="rule">The rule, such as <c>FREQ=MONTHLY;BYDAY=-1FR</c>.</param>
    /// <param name="start">The local time that it counts from, in whole seconds.</param>
    /// <param name="zone">An IANA id; null means UTC.</param>
    /// <exception cref="FormatException">The rule or the zone is not one.</exception>
    /// <exception cref="ArgumentException">The start is not a local time in whole seconds.</exception>
    public static Trigger Rule(string rule, DateTime start, string? zone = null) =>
        new RecurrenceTrigger(RecurrenceRule.Parse(rule), start, Zone(zone));

    /// <summary>When any of several triggers ticks.</summary>
    /// <exception cref="ArgumentException">See <see cref="CompositeTrigger"/>.</exception>
    public static Trigger Any(params IReadOnlyList<Trigger> triggers) =>
        triggers is [var single] ? single : new CompositeTrigger(triggers, []);

    /// <summary>When a trigger ticks, but not at times that are excluded.</summary>
    /// <exception cref="ArgumentException">See <see cref="CompositeTrigger"/>.</exception>
    public static Trigger Except(this Trigger trigger, params IReadOnlyList<Exclusion> exclusions) =>
        exclusions.Count == 0 ? trigger
        : trigger is CompositeTrigger composite
            ? new CompositeTrigger(composite.AnyOf, composite.Except.Concat(exclusions))
            : new CompositeTrigger([trigger], exclusions);

    /// <summary>The local times of a cron expression, to be left out; takes what <see cref="Cron"/> does.</summary>
    /// <exception cref="FormatException">The expression or the zone is not one.</exception>
    public static Exclusion DuringCron(
        string expression, string? zone = null, CronDialect dialect = CronDialect.Native, string? seed = null) =>
        new CronExclusion((CronTrigger)Cron(expression, zone, dialect, seed));

    /// <summary>Whole days of a zone, to be left out.</summary>
    /// <param name="zone">An IANA id.</param>
    /// <param name="dates">The days.</param>
    /// <exception cref="FormatException">The zone is not one.</exception>
    public static Exclusion OnDates(string zone, params IReadOnlyList<DateOnly> dates) =>
        new DateExclusion(dates, Zone(zone));

    internal static TimeZoneInfo Zone(string? id) => id is null ? TimeZoneInfo.Utc : TimeZones.Find(id);
}
