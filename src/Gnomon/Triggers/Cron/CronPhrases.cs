using System.Globalization;

namespace Gnomon.Triggers.Cron;

/// <summary>Says in English what a field holds.</summary>
internal static class CronPhrases
{
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth"];

    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    /// <summary>Whether a field takes each of its values by <c>*</c>.</summary>
    public static bool IsEvery(CronSyntax syntax, CronFieldName name) =>
        syntax[name].Any(item => item is { Kind: CronItemKind.Every, Step: 1 });

    /// <summary>A field of numbers, such as <c>minutes 0 through 30</c> or <c>every 5 minutes</c>.</summary>
    public static string Of(CronSyntax syntax, CronFieldName name, string unit)
    {
        var items = syntax[name];
        if (items is [var only] && Repeated(name, only, unit) is { } repeated) return repeated;
        var plural = items.Length > 1 || items[0].Kind != CronItemKind.Value ? "s" : "";
        var lead = name == CronFieldName.Year ? "" : unit + plural + " ";
        return lead + And([.. items.SelectMany(item => Numbers(syntax, name, item))]);
    }

    public static string Months(CronSyntax syntax) => And([.. syntax[CronFieldName.Month].SelectMany(
        item => Named(syntax, CronFieldName.Month, item, Names.GetMonthName))]);

    public static string Weekdays(CronSyntax syntax)
    {
        return And([.. syntax[CronFieldName.DayOfWeek].SelectMany(item => item.Kind switch
        {
            CronItemKind.NthWeekday => [$"the {Ordinals[item.High - 1]} {Name(item.Low)} of the month"],
            CronItemKind.LastWeekday => [$"the last {Name(item.Low)} of the month"],
            _ => Named(syntax, CronFieldName.DayOfWeek, item, Name),
        })]);

        string Name(int weekday) => Names.GetDayName((DayOfWeek)syntax.Grammar.FromSunday(weekday));
    }

    public static string MonthDays(CronSyntax syntax)
    {
        var items = syntax[CronFieldName.DayOfMonth];
        var plain = items.Where(item => item.IsPlain).ToList();
        var parts = new List<string>();
        if (plain.Count > 0)
        {
            var numbers = plain.SelectMany(item => Numbers(syntax, CronFieldName.DayOfMonth, item)).ToList();
            var plural = plain.Count > 1 || plain[0].Kind != CronItemKind.Value ? "s" : "";
            parts.Add($"day{plural} {And(numbers)} of the month");
        }

        parts.AddRange(items.Except(plain).Select(MonthDay));
        return And(parts);
    }

    /// <summary>A list in words: <c>a, b and c</c>.</summary>
    public static string And(IReadOnlyList<string> parts) => parts.Count == 1
        ? parts[0]
        : $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}";

    private static string MonthDay(CronItem item) => item switch
    {
        { Kind: CronItemKind.LastDay, High: 0 } => "the last day of the month",
        { Kind: CronItemKind.LastDay } => $"{Days(item.High)} before the last day of the month",
        { Kind: CronItemKind.LastWorkday, High: 0 } => "the last Monday to Friday of the month",
        { Kind: CronItemKind.LastWorkday } => $"{Days(item.High)} before the last Monday to Friday of the month",
        { Kind: CronItemKind.NearLastWorkday } =>
            $"the Monday to Friday nearest to {Days(item.High)} before the last day of the month",
        _ => $"the Monday to Friday nearest to day {item.Low} of the month",
    };

    private static string Days(int count) => count == 1 ? "1 day" : $"{count} days";

    /// <summary><c>every 5 minutes</c>, when the values are so far apart across the end of the hour or day too, and
    /// <c>every 5 minutes from 10 through 40</c>.</summary>
    private static string? Repeated(CronFieldName name, CronItem item, string unit)
    {
        if (item is { Kind: CronItemKind.Every, Step: 1 }) return $"every {unit}";
        if (item.Step == 1 || name == CronFieldName.Year) return null;
        if (item.Kind == CronItemKind.Range) return $"every {item.Step} {unit}s from {item.Low} through {item.High}";
        var size = name == CronFieldName.Hour ? 24 : 60;
        return size % item.Step == 0 ? $"every {item.Step} {unit}s" : null;
    }

    private static IEnumerable<string> Numbers(CronSyntax syntax, CronFieldName name, CronItem item) =>
        Named(syntax, name, item, number => number.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<string> Named(
        CronSyntax syntax, CronFieldName name, CronItem item, Func<int, string> toName)
    {
        if (item is { Kind: CronItemKind.Range, Step: 1 })
            return [$"{toName(item.Low)} through {toName(item.High)}"];
        return syntax.Grammar.Field(name).Expand(item).Select(toName).Distinct();
    }
}
