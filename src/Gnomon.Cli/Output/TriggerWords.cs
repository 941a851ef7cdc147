using System.Globalization;
using Gnomon.Api;
using Gnomon.Triggers;

namespace Gnomon.Cli.Output;

/// <summary>Tells time rules to people.</summary>
internal static class TriggerWords
{
    private const string LocalFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    /// <summary>A tick with the offset of its trigger's zone.</summary>
    public static string Local(Trigger trigger, DateTimeOffset tick) =>
        TimeZoneInfo.ConvertTime(tick, TimeZones.OfTick(trigger, tick))
            .ToString(LocalFormat, CultureInfo.InvariantCulture);

    /// <summary>A trigger in English.</summary>
    public static string Describe(Trigger trigger) => trigger switch
    {
        OnceTrigger once => $"Once, at {PlainText.Instant(once.At)}",
        IntervalTrigger interval => $"Every {DurationText.Format(interval.Every)}"
            + (interval.Anchor == default ? "" : $" from {PlainText.Instant(interval.Anchor)}"),
        CronTrigger cron => cron.Expression.Description + In(cron.Zone.Id),
        RecurrenceTrigger rule => rule.Rule.Description + In(rule.Zone.Id),
        CompositeTrigger composite => string.Join("; or ", composite.AnyOf.Select(Describe))
            + string.Concat(composite.Except.Select(exclusion => $"; except {Describe(exclusion)}")),
        _ => trigger.Text,
    };

    /// <summary>The rule of a schedule in the words that it was given in, on one line.</summary>
    public static string Rule(TriggerDocument? trigger)
    {
        var rule = trigger switch
        {
            { Cron: { } cron } => Clocked(cron, trigger.Dialect, trigger.Zone, trigger.Gap, trigger.Overlap),
            { Rrule: { } text } => Clocked($"{text} from {trigger.From}", null, trigger.Zone, trigger.Gap, trigger.Overlap),
            { Every: { } every } => $"every {every}",
            { At: { } at } => $"at {PlainText.Instant(at)}",
            { Any: { } any } => string.Join(" or ", any.Select(Rule)),
            { Unreadable: not null } => "unreadable",
            _ => "",
        };
        return rule + string.Concat((trigger?.Exclude ?? []).Select(exclusion => $" except {Rule(exclusion)}"));
    }

    private static string Rule(ExclusionDocument exclusion) => exclusion switch
    {
        { Cron: { } cron } =>
            Clocked(cron, exclusion.Dialect, exclusion.Zone, exclusion.Gap, exclusion.Overlap),
        { Calendar: { } name } => $"calendar {name}{In(exclusion.Zone)}",
        { Dates: { } dates } => $"{string.Join(',', dates)}{In(exclusion.Zone)}",
        _ => "",
    };

    private static string Clocked(string rule, string? dialect, string? zone, string? gap, string? overlap) =>
        rule
        + (dialect is null or "native" ? "" : $" [{dialect}]")
        + In(zone)
        + (gap is null ? "" : $" gap={gap}")
        + (overlap is null ? "" : $" overlap={overlap}");

    private static string Describe(Exclusion exclusion) => exclusion switch
    {
        CronExclusion { Cron: var cron } => cron.Expression.Description + In(cron.Zone.Id),
        DateExclusion { Calendar: { } name } days => $"the days of calendar {name}{In(days.Zone.Id)}",
        _ => exclusion.Text,
    };

    private static string In(string? zone) => zone is null or "UTC" ? "" : $" ({zone})";
}
