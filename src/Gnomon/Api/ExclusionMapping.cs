using System.Globalization;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Exclusions to and from the wire.</summary>
internal static class ExclusionMapping
{
    private const string Forms = "allowed is one of {cron, dialect?, zone?, gap?, overlap?}, {dates, zone?}, "
        + "{calendar, dates?, zone?} and {text}";

    /// <summary>Reads an exclusion.</summary>
    /// <param name="path">Where it stands, such as <c>trigger.exclude[0]</c>.</param>
    /// <param name="document">The exclusion as it came.</param>
    /// <param name="zone">The zone of one that names none.</param>
    /// <param name="context">What it is read with.</param>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static Exclusion ToExclusion(
        string path, ExclusionDocument? document, TimeZoneInfo zone, TriggerContext context)
    {
        if (document is null) throw ApiProblems.Invalid(path, $"is null; {Forms}");
        var days = document.Dates is not null || document.Calendar is not null;
        var rules = (document.Cron is null ? 0 : 1) + (days ? 1 : 0) + (document.Text is null ? 0 : 1);
        if (rules != 1)
            throw ApiProblems.Invalid(path, $"has {(rules == 0 ? "no rule" : $"{rules} rules")}; {Forms}");
        ClockFields.Belongs($"{path}.dialect", document.Dialect, document.Cron is not null, "cron");
        ClockFields.Belongs($"{path}.gap", document.Gap, document.Cron is not null, "cron");
        ClockFields.Belongs($"{path}.overlap", document.Overlap, document.Cron is not null, "cron");
        ClockFields.Belongs($"{path}.zone", document.Zone, document.Text is null, "cron, dates and calendar");
        if (document.Text is { } text)
            return ClockFields.Read(
                $"{path}.text", () => TriggerText.ParseExclusion(text, context.Schedule, zone));
        zone = ClockFields.ToZone(path, document.Zone, zone);
        if (document.Cron is { } cron)
            return new CronExclusion(
                ClockFields.ToCron(path, context.Schedule, cron, document.Dialect, zone) with
                {
                    Gap = ClockFields.ToGap(path, document.Gap),
                    Overlap = ClockFields.ToOverlap(path, document.Overlap),
                });
        if (document.Calendar is { } name && !NamedCalendar.IsName(name))
            throw ApiProblems.Invalid($"{path}.calendar", $"'{name}' is not a name; {NamedCalendar.NameRule}");
        return document.Dates is { } dates
            ? new DateExclusion(ToDates($"{path}.dates", dates), zone, document.Calendar)
            : Find($"{path}.calendar", document.Calendar!, context.Calendars).In(zone);
    }

    public static ExclusionDocument ToDocument(Exclusion exclusion) => exclusion switch
    {
        CronExclusion { Cron: var cron } => new ExclusionDocument
        {
            Cron = cron.Expression.Text,
            Dialect = ClockWords.Of(cron.Expression.Dialect),
            Zone = cron.Zone.Id,
            Gap = cron.Gap is { } gap ? ClockWords.Of(gap) : null,
            Overlap = cron.Overlap is { } overlap ? ClockWords.Of(overlap) : null,
            Description = cron.Expression.Description,
        },
        DateExclusion days => new ExclusionDocument
        {
            Dates = [.. days.Dates.Select(day => day.ToString(TriggerText.DateFormat, CultureInfo.InvariantCulture))],
            Calendar = days.Calendar,
            Zone = days.Zone.Id,
        },
        _ => new ExclusionDocument { Text = exclusion.Text },
    };

    private static List<DateOnly> ToDates(string path, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) throw ApiProblems.Invalid(path, "is empty; give at least one date");
        var dates = new List<DateOnly>();
        for (var i = 0; i < texts.Count; i++)
            dates.Add(
                NamedCalendar.TryParseDate(texts[i], out var date)
                    ? date
                    : throw ApiProblems.Invalid($"{path}[{i}]", NamedCalendar.NotDate(texts[i])));
        return dates;
    }

    private static NamedCalendar Find(string field, string name, KnownCalendars calendars) =>
        calendars.Find(name) ?? throw ApiProblems.Invalid(
            field,
            calendars.IsEmpty
                ? $"'{name}' is not known, for no calendars are known here; give its dates"
                : $"'{name}' is not known here; known are {string.Join(", ", calendars.Names)}, or give its dates");
}
