using System.Globalization;

namespace Gnomon.Triggers;

/// <summary>The text form of triggers, in which they are stored. Words stand apart by spaces:
/// <list type="bullet">
/// <item><c>@once INSTANT</c>, such as <c>@once 2026-11-21T10:00:00Z</c></item>
/// <item><c>@every DURATION</c> and <c>@every DURATION from INSTANT</c>, such as <c>@every 1m30s</c></item>
/// <item><c>cron: EXPRESSION</c>, such as <c>cron: 0 2 * * MON-FRI in Asia/Shanghai</c>; <c>cron[vixie]:</c> and
/// <c>cron[quartz]:</c> for the other dialects</item>
/// <item><c>rrule: RULE from LOCAL-TIME</c>, such as
/// <c>rrule: FREQ=MONTHLY;BYDAY=-1FR from 2026-01-30T17:00:00 in Europe/Berlin</c></item>
/// </list>
/// After the last two may follow <c>in ZONE</c> (else UTC), <c>gap=after|shift|skip</c> and
/// <c>overlap=first|second|both</c>. Several triggers are joined by <c>or</c>. After all of them, each <c>except</c>
/// takes ticks away: <c>except cron: EXPRESSION …</c>, <c>except dates DATE,DATE,… in ZONE</c> and
/// <c>except calendar NAME DATE,DATE,… in ZONE</c>.
/// <para>An INSTANT is ISO 8601 with <c>Z</c> or an offset, to 100 ns; a DURATION is what <see cref="DurationText"/>
/// reads; an EXPRESSION is what <see cref="CronExpression"/> reads, a RULE what <see cref="RecurrenceRule"/> reads; a
/// ZONE is an IANA id.</para></summary>
public static class TriggerText
{
    internal const string Once = "@once";
    internal const string Every = "@every";
    internal const string From = "from";
    internal const string Cron = "cron";
    internal const string Rule = "rrule:";
    internal const string In = "in";
    internal const string Or = "or";
    internal const string Except = "except";
    internal const string Dates = "dates";
    internal const string Calendar = "calendar";
    internal const string Gap = "gap=";
    internal const string Overlap = "overlap=";
    internal const string LocalFormat = "yyyy-MM-ddTHH:mm:ss";
    internal const string DateFormat = "yyyy-MM-dd";

    /// <summary>Reads what <see cref="Trigger.Text"/> wrote, or a person.</summary>
    /// <param name="text">The text, of at most <see cref="TriggerLimits.MaxTextLength"/> characters.</param>
    /// <param name="seed">What <c>H</c> in cron expressions picks its values by: the name of the schedule.</param>
    /// <exception cref="FormatException">The text is not a trigger; the message says what is wrong and what is allowed.
    /// A <see cref="CronFormatException"/>, <see cref="RecurrenceFormatException"/> or
    /// <see cref="UnknownZoneException"/> says it in parts too.</exception>
    public static Trigger Parse(string text, string? seed = null)
    {
        CheckLength(text);
        return new TriggerReader(text, seed).Read();
    }

    /// <summary>Reads what stands after <c>except</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="seed">What <c>H</c> in cron expressions picks its values by.</param>
    /// <param name="absentZone">The zone where the text names none.</param>
    /// <exception cref="FormatException">The text is not an exclusion.</exception>
    internal static Exclusion ParseExclusion(string text, string? seed, TimeZoneInfo absentZone)
    {
        CheckLength(text);
        return new TriggerReader(text, seed, absentZone).ReadExclusionAlone();
    }

    internal static string OfCron(CronTrigger trigger)
    {
        var dialect = trigger.Expression.Dialect;
        var head = dialect == CronDialect.Native ? Cron : $"{Cron}[{ClockWords.Of(dialect)}]";
        return $"{head}: {trigger.Expression.Text}{Clock(trigger.Zone, trigger.Gap, trigger.Overlap)}";
    }

    internal static string OfRule(RecurrenceTrigger trigger) =>
        $"{Rule} {trigger.Rule.Text} {From} {trigger.Start.ToString(LocalFormat, CultureInfo.InvariantCulture)}"
        + Clock(trigger.Zone, trigger.Gap, trigger.Overlap);

    internal static string OfDates(DateExclusion exclusion)
    {
        var head = exclusion.Calendar is { } name ? $"{Calendar} {name}" : Dates;
        var dates = exclusion.Dates.Select(date => date.ToString(DateFormat, CultureInfo.InvariantCulture));
        return $"{head} {string.Join(',', dates)}{Clock(exclusion.Zone, null, null)}";
    }

    private static void CheckLength(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > TriggerLimits.MaxTextLength)
            throw new FormatException(
                $"A trigger of {text.Length:N0} characters is too long; "
                + $"at most {TriggerLimits.MaxTextLength:N0} are allowed");
    }

    private static string Clock(TimeZoneInfo zone, ClockGap? gap, ClockOverlap? overlap) =>
        (zone.Id == TimeZoneInfo.Utc.Id ? "" : $" {In} {zone.Id}")
        + (gap is { } g ? $" {Gap}{ClockWords.Of(g)}" : "")
        + (overlap is { } o ? $" {Overlap}{ClockWords.Of(o)}" : "");
}
