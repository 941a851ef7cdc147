using System.Globalization;

namespace Gnomon.Triggers.Recurrence;

/// <summary>Writes a rule in English.</summary>
internal static class RuleDescription
{
    /// <summary>More times of day than this are described by their hours, minutes and seconds.</summary>
    private const int MaxTimesListed = 12;

    private static readonly string[] Units = ["second", "minute", "hour", "day", "week", "month", "year"];

    private static readonly DateTimeFormatInfo Names = DateTimeFormatInfo.InvariantInfo;

    public static string Write(RuleParts parts)
    {
        var unit = Units[(int)parts.Frequency];
        var text = parts.Interval == 1 ? $"Every {unit}" : Invariant($"Every {parts.Interval} {unit}s");
        text += Days(parts) + Times(parts);
        if (parts.Positions.Length > 0)
            text += $", only the {List(parts.Positions.Select(Ordinal))} of the times in each {unit}";
        if (parts.WeekStart != 0) text += $", weeks from {Weekday(parts.WeekStart)}";
        if (parts.Count is { } count) text += count == 1 ? ", once" : Invariant($", {count} times");
        if (parts.UntilUtc is { } instant) text += Invariant($", until {instant:yyyy-MM-dd HH:mm:ss} UTC");
        if (parts.UntilLocal is { } second)
            text += parts.Until!.Length == 8
                ? Invariant($", until the end of {Time(second):yyyy-MM-dd}")
                : Invariant($", until {Time(second):yyyy-MM-dd HH:mm:ss}");
        return text;
    }

    private static string Days(RuleParts parts)
    {
        var text = "";
        if (parts.Weekdays.Length > 0)
        {
            var numbered = parts.Weekdays.Any(day => day.Ordinal != 0);
            text += $" on {List(parts.Weekdays.Select(day => Weekday(day, numbered)))}";
            if (numbered)
                text += parts.Frequency == Frequency.Yearly && parts.Months.Length == 0
                    ? " of the year"
                    : " of the month";
        }

        var among = parts.Weekdays.Length > 0 ? ", if it is" : " on";
        if (parts.MonthDays.Length > 0)
        {
            text += $"{among} {List(parts.MonthDays.Select(Day))} of the month";
            among = ", if it is";
        }

        if (parts.YearDays.Length > 0) text += $"{among} {List(parts.YearDays.Select(Day))} of the year";
        if (parts.WeekNumbers.Length > 0) text += $" in {List(parts.WeekNumbers.Select(Week))}";
        if (parts.Months.Length > 0) text += $" in {List(parts.Months.Select(Names.GetMonthName))}";
        return text;
    }

    private static string Times(RuleParts parts)
    {
        var seconds = Math.Max(1, parts.Seconds.Length);
        var listed = parts.Frequency >= Frequency.Daily && parts.Hours.Length > 0 && parts.Minutes.Length > 0
            && (long)parts.Hours.Length * parts.Minutes.Length * seconds <= MaxTimesListed;
        if (listed)
            return " at " + List(
                from hour in parts.Hours
                from minute in parts.Minutes
                from second in parts.Seconds.DefaultIfEmpty(0)
                select parts.Seconds is [] or [0]
                    ? Invariant($"{hour:00}:{minute:00}")
                    : Invariant($"{hour:00}:{minute:00}:{second:00}"));
        return Part("hour", parts.Hours) + Part("minute", parts.Minutes) + Part("second", parts.Seconds);
    }

    private static string Part(string unit, int[] values) =>
        values.Length == 0 ? "" : $" at {unit}{(values.Length == 1 ? "" : "s")} {List(values.Select(Plain))}";

    private static string Weekday(RuleWeekday day, bool numbered) => day.Ordinal != 0
        ? $"the {Ordinal(day.Ordinal)} {Weekday(day.Weekday)}"
        : $"{(numbered ? "every " : "")}{Weekday(day.Weekday)}";

    private static string Weekday(int weekday) => Names.GetDayName((DayOfWeek)((weekday + 1) % 7));

    private static string Day(int day) => day > 0 ? $"day {Plain(day)}" : $"the {Ordinal(day)} day";

    private static string Week(int week) => week > 0 ? $"week {Plain(week)}" : $"the {Ordinal(week)} week";

    private static string Ordinal(int number)
    {
        if (number == -1) return "last";
        if (number < 0) return Ordinal(-number) + " to last";
        var ending = (number % 100) is > 10 and < 20
            ? "th"
            : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        return Plain(number) + ending;
    }

    private static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static DateTime Time(long second) => new(second * TimeSpan.TicksPerSecond);

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
