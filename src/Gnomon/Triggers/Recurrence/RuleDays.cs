using System.Numerics;

namespace Gnomon.Triggers.Recurrence;

/// <summary>The days that a rule's parts let in, whatever its interval. A day is counted from 0001-01-01; day 0 was a
/// Monday.</summary>
/// <remarks>Which days of a year match depends only on the weekday of its first day and on which of the last, this and
/// the next year is a leap year (at most one is): 28 kinds of years, each with one mask a month. A kind is worked out
/// when it is first met; threads that meet it at the same time work out the same.</remarks>
internal sealed class RuleDays(RuleParts parts)
{
    private const int MonthsPerYear = 12;

    /// <summary>The calendar repeats after 400 years, weekdays included: what has not come up by then never does.
    /// </summary>
    private const int CycleYears = 400;

    private const int MaxMonthSteps = CycleYears * MonthsPerYear + 1;

    /// <summary>Any whole cycle shows all kinds of years; this one keeps clear of both ends of the calendar.</summary>
    private const int CycleStart = 2000;

    /// <summary>For each kind of year and each month, the matching days; the first of a month is bit 0.</summary>
    private readonly uint[]?[] _kinds = new uint[4 * 7][];

    /// <summary>The first matching day at or after a day, or null.</summary>
    public int? AtOrAfter(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        var (year, month, masks) = (date.Year, date.Month, Masks(date.Year));
        var wanted = uint.MaxValue << (date.Day - 1);
        var first = day - date.Day + 1;
        for (var step = 0; step < MaxMonthSteps && first <= Periods.MaxDay; step++)
        {
            var days = masks[month - 1] & wanted;
            if (days != 0) return first + BitOperations.TrailingZeroCount(days);
            wanted = uint.MaxValue;
            first += DateTime.DaysInMonth(year, month);
            if (++month > MonthsPerYear) (year, month, masks) = (year + 1, 1, Masks(year + 1));
        }

        return null;
    }

    /// <summary>The last matching day at or before a day, or null.</summary>
    public int? AtOrBefore(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        var (year, month, masks) = (date.Year, date.Month, Masks(date.Year));
        var wanted = uint.MaxValue >> (32 - date.Day);
        var first = day - date.Day + 1;
        for (var step = 0; step < MaxMonthSteps; step++)
        {
            var days = masks[month - 1] & wanted;
            if (days != 0) return first + BitOperations.Log2(days);
            if (first == 0) return null;
            wanted = uint.MaxValue;
            if (--month == 0) (year, month, masks) = (year - 1, MonthsPerYear, Masks(year - 1));
            first -= DateTime.DaysInMonth(year, month);
        }

        return null;
    }

    /// <summary>How many days match from one day to another, both included.</summary>
    public int Count(int first, int last)
    {
        var count = 0;
        for (var day = first; day <= last;)
        {
            count += BitOperations.PopCount(InMonthFrom(day, last, out var firstOfNext));
            day = firstOfNext;
        }

        return count;
    }

    /// <summary>The matching day with <paramref name="index"/> others between it and <paramref name="first"/>; there
    /// must be one.</summary>
    public int At(int first, int last, int index)
    {
        for (var day = first; ;)
        {
            var days = InMonthFrom(day, last, out var firstOfNext);
            var count = BitOperations.PopCount(days);
            if (index < count)
            {
                while (index-- > 0) days &= days - 1;
                return day + BitOperations.TrailingZeroCount(days);
            }

            index -= count;
            day = firstOfNext;
        }
    }

    /// <summary>The matching days from a day to the end of its month, at most to <paramref name="last"/>; the day
    /// itself is bit 0.</summary>
    private uint InMonthFrom(int day, int last, out int firstOfNext)
    {
        var date = DateOnly.FromDayNumber(day);
        firstOfNext = day - date.Day + 1 + DateTime.DaysInMonth(date.Year, date.Month);
        var days = Masks(date.Year)[date.Month - 1] >> (date.Day - 1);
        return last >= firstOfNext ? days : days & (uint.MaxValue >> (31 - (last - day)));
    }

    private uint[] Masks(int year)
    {
        var kind = Kind(year);
        return _kinds[kind] ??= WorkOut(kind);
    }

    private uint[] WorkOut(int kind)
    {
        var test = new RuleDayTest(parts);
        var year = CycleStart;
        while (Kind(year) != kind) year++;
        var masks = new uint[MonthsPerYear];
        for (var month = 1; month <= MonthsPerYear; month++)
            for (var day = 1; day <= DateTime.DaysInMonth(year, month); day++)
                if (test.Matches(new DateOnly(year, month, day)))
                    masks[month - 1] |= 1U << (day - 1);
        return masks;
    }

    private static int Kind(int year)
    {
        var leap = IsLeap(year) ? 1 : IsLeap(year - 1) ? 2 : IsLeap(year + 1) ? 3 : 0;
        var before = year - 1;
        var firstWeekday = (before + before / 4 - before / 100 + before / 400) % 7;
        return leap * 7 + firstWeekday;
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
