using System.Globalization;

namespace Gnomon.Triggers.Cron;

/// <summary>Says in English when an expression ticks: the time of day, then the days, the months and the years, held
/// apart by commas. A part that says nothing is left out.</summary>
internal static class CronDescription
{
    /// <summary>Most times of day that are told one by one.</summary>
    private const int MaxTimes = 6;

    public static string Of(CronSyntax syntax)
    {
        var text = Time(syntax);
        foreach (var part in (string?[])[Day(syntax), Months(syntax), Years(syntax)])
            if (part is not null)
                text += ", " + part;
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>The times of day, or what repeats, from the second up: <c>at second 5 of every minute</c>. What follows
    /// from the part before, as every hour does from every 5 minutes, is left out.</summary>
    private static string Time(CronSyntax syntax)
    {
        if (Times(syntax) is { } times) return "at " + CronPhrases.And(times);
        List<string> parts =
        [
            CronPhrases.Of(syntax, CronFieldName.Minute, "minute"), CronPhrases.Of(syntax, CronFieldName.Hour, "hour"),
        ];
        if (!syntax.Values(CronFieldName.Second).All(second => second == 0))
            parts.Insert(0, CronPhrases.Of(syntax, CronFieldName.Second, "second"));
        while (parts is [.., var finer, "every minute" or "every hour"] && IsSteady(finer))
            parts.RemoveAt(parts.Count - 1);
        return (parts[0].StartsWith("every ", StringComparison.Ordinal) ? "" : "at ") + string.Join(" of ", parts);
    }

    /// <summary>Whether a phrase goes on from one minute or hour to the next.</summary>
    private static bool IsSteady(string phrase) =>
        phrase.StartsWith("every ", StringComparison.Ordinal) && !phrase.Contains(" from ", StringComparison.Ordinal);

    /// <summary>The times of day one by one, when second, minute and hour are few plain values; else null.</summary>
    private static List<string>? Times(CronSyntax syntax)
    {
        foreach (var name in (CronFieldName[])[CronFieldName.Second, CronFieldName.Minute, CronFieldName.Hour])
            if (syntax.Has(name) && syntax.Repeats(name))
                return null;
        var times =
            from hour in syntax.Values(CronFieldName.Hour).Distinct().Order()
            from minute in syntax.Values(CronFieldName.Minute).Distinct().Order()
            from second in syntax.Values(CronFieldName.Second).Distinct().Order()
            select new TimeOnly(hour, minute, second);
        var all = times.Take(MaxTimes + 1).ToList();
        if (all.Count > MaxTimes) return null;
        var format = all.TrueForAll(time => time.Second == 0) ? "HH:mm" : "HH:mm:ss";
        return all.ConvertAll(time => time.ToString(format, CultureInfo.InvariantCulture));
    }

    private static string? Day(CronSyntax syntax)
    {
        var everyDay = IsOpen(syntax, CronFieldName.DayOfMonth);
        var everyWeekday = IsOpen(syntax, CronFieldName.DayOfWeek);
        if (syntax.TakesEitherDay)
        {
            if (syntax.IsUnset(CronFieldName.DayOfMonth)) return everyWeekday ? null : CronPhrases.Weekdays(syntax);
            if (syntax.IsUnset(CronFieldName.DayOfWeek)) return everyDay ? null : CronPhrases.MonthDays(syntax);
            return everyDay || everyWeekday
                ? null
                : $"{CronPhrases.MonthDays(syntax)} or {CronPhrases.Weekdays(syntax)}";
        }

        if (everyDay) return everyWeekday ? null : CronPhrases.Weekdays(syntax);
        if (everyWeekday) return CronPhrases.MonthDays(syntax);
        return $"{CronPhrases.MonthDays(syntax)}, only if it is {CronPhrases.Weekdays(syntax)}";
    }

    private static string? Months(CronSyntax syntax) => CronPhrases.IsEvery(syntax, CronFieldName.Month)
        ? null
        : "in " + CronPhrases.Months(syntax);

    private static string? Years(CronSyntax syntax) =>
        !syntax.Has(CronFieldName.Year) || CronPhrases.IsEvery(syntax, CronFieldName.Year)
            ? null
            : "in " + CronPhrases.Of(syntax, CronFieldName.Year, "year");

    /// <summary>Whether each day matches a day field.</summary>
    private static bool IsOpen(CronSyntax syntax, CronFieldName name) =>
        (syntax.IsUnset(name) && syntax.Grammar.Dialect == CronDialect.Native) || CronPhrases.IsEvery(syntax, name);
}
