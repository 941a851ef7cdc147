using System.Numerics;

namespace Gnomon.Triggers.Cron;

/// <summary>The local times that match an expression. A struct, so that the search through a zone is compiled for it.
/// </summary>
internal readonly struct CronCalendar(CronFields fields) : ILocalCalendar
{
    private const int SecondsPerDay = TimesOfDay.SecondsPerDay;

    private const ulong EveryOfSixty = (1UL << 60) - 1;
    private const ulong EveryHour = (1UL << 24) - 1;

    /// <summary>The calendar repeats after so many years, weekdays included: what has not come up by then never does.
    /// </summary>
    private const int Cycle = 400;

    private static readonly int MaxDay = DateOnly.MaxValue.DayNumber;

    /// <summary>A run of local times around one that all match; empty when that one does not. An expression without
    /// seconds names whole minutes, so that each second of one matches.</summary>
    public (long From, long Until) CoveredRun(long second)
    {
        var start = fields.HasSeconds ? second : second - second % 60;
        if (AtOrAfter(start) != start) return default;
        var length = fields.HasSeconds && fields.Times.Seconds != EveryOfSixty ? 1
            : fields.Times.Minutes != EveryOfSixty ? 60
            : fields.Times.Hours != EveryHour ? 60 * 60
            : SecondsPerDay;
        start = second - second % length;
        return (start, start + length);
    }

    /// <inheritdoc/>
    public long? AtOrAfter(long second)
    {
        second = Math.Max(0, second);
        var day = second / SecondsPerDay;
        if (day > MaxDay || DayAtOrAfter((int)day) is not { } found) return null;
        if (found > day) return (long)found * SecondsPerDay + fields.Times.First;
        if (fields.Times.AtOrAfter((int)(second - day * SecondsPerDay)) is { } time) return day * SecondsPerDay + time;
        return day < MaxDay && DayAtOrAfter((int)day + 1) is { } later
            ? (long)later * SecondsPerDay + fields.Times.First
            : null;
    }

    /// <inheritdoc/>
    public long? AtOrBefore(long second)
    {
        if (second < 0) return null;
        second = Math.Min(second, (MaxDay + 1L) * SecondsPerDay - 1);
        var day = (int)(second / SecondsPerDay);
        if (DayAtOrBefore(day) is not { } found) return null;
        if (found < day) return (long)found * SecondsPerDay + fields.Times.Last;
        if (fields.Times.AtOrBefore((int)(second - (long)day * SecondsPerDay)) is { } time)
            return (long)day * SecondsPerDay + time;
        return day > 0 && DayAtOrBefore(day - 1) is { } earlier
            ? (long)earlier * SecondsPerDay + fields.Times.Last
            : null;
    }

    private int? DayAtOrAfter(int day)
    {
        if (fields.HasEveryDay) return day;
        var (year, month, dayOfMonth) = DateOnly.FromDayNumber(day);
        var first = day - dayOfMonth + 1;
        var wanted = uint.MaxValue << dayOfMonth;
        var lastYear = Math.Min(Math.Max(year, fields.FirstYear) + Cycle, fields.LastYear);
        while (year <= lastYear)
        {
            var days = MatchingDays(year, month, first) & wanted;
            if (days != 0) return first + First(days) - 1;
            wanted = uint.MaxValue;
            var months = From(fields.Months, month + 1);
            if (months == 0) year = Math.Max(year + 1, fields.FirstYear);
            month = First(months == 0 ? fields.Months : months);
            if (year <= lastYear) first = new DateOnly(year, month, 1).DayNumber;
        }

        return null;
    }

    private int? DayAtOrBefore(int day)
    {
        if (fields.HasEveryDay) return day;
        var (year, month, dayOfMonth) = DateOnly.FromDayNumber(day);
        var first = day - dayOfMonth + 1;
        var wanted = (uint)((2UL << dayOfMonth) - 1);
        var firstYear = Math.Max(Math.Min(year, fields.LastYear) - Cycle, fields.FirstYear);
        while (year >= firstYear)
        {
            var days = MatchingDays(year, month, first) & wanted;
            if (days != 0) return first + Last(days) - 1;
            wanted = uint.MaxValue;
            var months = Before(fields.Months, month);
            if (months == 0) year = Math.Min(year - 1, fields.LastYear);
            month = Last(months == 0 ? fields.Months : months);
            if (year >= firstYear) first = new DateOnly(year, month, 1).DayNumber;
        }

        return null;
    }

    /// <summary>The days of a month that match, as bits 1 to 31. Day number 0 was a Monday.</summary>
    private uint MatchingDays(int year, int month, int first) => Has(fields.Months, month) && fields.HasYear(year)
        ? fields.Days((first + 1) % 7, DateTime.DaysInMonth(year, month))
        : 0;

    private static bool Has(ulong mask, int bit) => (mask >> bit & 1) != 0;

    /// <summary>The bits from one on.</summary>
    private static ulong From(ulong mask, int bit) => mask & ulong.MaxValue << bit;

    /// <summary>The bits below one.</summary>
    private static ulong Before(ulong mask, int bit) => mask & ((1UL << bit) - 1);

    private static int First(ulong mask) => BitOperations.TrailingZeroCount(mask);

    private static int Last(ulong mask) => BitOperations.Log2(mask);
}
