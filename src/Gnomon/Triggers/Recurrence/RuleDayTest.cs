namespace Gnomon.Triggers.Recurrence;

/// <summary>Whether a day is one that a rule's parts let in.</summary>
internal sealed class RuleDayTest(RuleParts parts)
{
    private readonly HashSet<int> _months = [.. parts.Months];
    private readonly HashSet<int> _weekNumbers = [.. parts.WeekNumbers];
    private readonly HashSet<int> _yearDays = [.. parts.YearDays];
    private readonly HashSet<int> _monthDays = [.. parts.MonthDays];

    /// <summary>A numbered weekday is one of the year only when a yearly rule names no months.</summary>
    private readonly bool _ordinalsOfYear = parts.Frequency == Frequency.Yearly && parts.Months.Length == 0;

    public bool Matches(DateOnly date) =>
        (_months.Count == 0 || _months.Contains(date.Month))
        && HoldsOne(_monthDays, date.Day, DateTime.DaysInMonth(date.Year, date.Month))
        && HoldsOne(_yearDays, date.DayOfYear, YearLength(date.Year))
        && IsWeekday(date)
        && IsInWeek(date);

    /// <summary>Whether a set is absent or holds a number, counted from either end.</summary>
    private static bool HoldsOne(HashSet<int> set, int number, int size) =>
        set.Count == 0 || set.Contains(number) || set.Contains(number - size - 1);

    private bool IsWeekday(DateOnly date)
    {
        if (parts.Weekdays.Length == 0) return true;
        var weekday = date.DayNumber % 7;
        var (day, length) = _ordinalsOfYear
            ? (date.DayOfYear, YearLength(date.Year))
            : (date.Day, DateTime.DaysInMonth(date.Year, date.Month));
        var (fromStart, fromEnd) = ((day - 1) / 7 + 1, -((length - day) / 7 + 1));
        foreach (var wanted in parts.Weekdays)
            if (wanted.Weekday == weekday
                && (wanted.Ordinal == 0 || wanted.Ordinal == fromStart || wanted.Ordinal == fromEnd))
                return true;
        return false;
    }

    /// <summary>A week belongs to the year that has most of it, which is that of its fourth day.</summary>
    private bool IsInWeek(DateOnly date)
    {
        if (_weekNumbers.Count == 0) return true;
        var fourth = date.AddDays(3 - (date.DayNumber - parts.WeekStart + 7) % 7);
        var (week, dayInWeek) = Math.DivRem(fourth.DayOfYear - 1, 7);
        var weeks = (YearLength(fourth.Year) - 1 - dayInWeek) / 7 + 1;
        return HoldsOne(_weekNumbers, week + 1, weeks);
    }

    private static int YearLength(int year) => DateTime.IsLeapYear(year) ? 366 : 365;
}
