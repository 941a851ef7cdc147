namespace Gnomon.Triggers;

/// <summary>Reads the text form of triggers, in which they are stored. Words stand apart by spaces:
/// <list type="bullet">
/// <item><c>@once INSTANT</c>, such as <c>@once 2026-11-21T10:00:00Z</c></item>
/// <item><c>@every DURATION from INSTANT</c>, such as <c>@every 1m30s from 2026-11-21T10:00:00Z</c></item>
/// <item><c>cron EXPRESSION</c> for UTC, such as <c>cron 0 2 * * *</c> or <c>cron @daily</c></item>
/// <item><c>cron EXPRESSION in ZONE</c>, such as <c>cron 0 2 * * MON-FRI in Asia/Shanghai</c></item>
/// </list>
/// An INSTANT is ISO 8601 with <c>Z</c> or an offset, to 100 ns; a DURATION is what <see cref="DurationText"/> reads;
/// an EXPRESSION is what <see cref="CronExpression"/> reads; a ZONE is an IANA id.</summary>
public static class TriggerText
{
    internal const string Once = "@once";
    internal const string Every = "@every";
    internal const string From = "from";
    internal const string Cron = "cron";
    internal const string In = "in";

    private const int MaxLength = 512;

    private const string Forms =
        "allowed are '@once INSTANT', '@every DURATION from INSTANT', 'cron EXPRESSION' and 'cron EXPRESSION in ZONE'";

    /// <summary>Reads what <see cref="Trigger.Text"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a trigger; the message says what is wrong and what is allowed.
    /// A <see cref="CronFormatException"/> or <see cref="UnknownZoneException"/> says it in parts too.</exception>
    public static Trigger Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
            throw new FormatException(
                $"A trigger of {text.Length} characters is too long; at most {MaxLength} are allowed");
        var words = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [Once, var at] => new OnceTrigger(InstantText.Parse(at)),
            [Every, var every, From, var anchor] => Interval(every, InstantText.Parse(anchor)),
            [Cron, .. var fields, In, var zone] => OfCron(fields, TimeZones.Find(zone)),
            [Cron, .. var fields] => OfCron(fields, TimeZoneInfo.Utc),
            _ => throw new FormatException($"'{text}' is not a trigger; {Forms}"),
        };
    }

    private static IntervalTrigger Interval(string text, DateTimeOffset anchor)
    {
        var every = DurationText.Parse(text);
        return every >= IntervalTrigger.MinEvery
            ? new IntervalTrigger(every, anchor)
            : throw new FormatException($"'{text}' is too short for @every; at least 1ms is allowed");
    }

    private static CronTrigger OfCron(string[] fields, TimeZoneInfo zone) =>
        new(CronExpression.Parse(string.Join(' ', fields)), zone);
}
