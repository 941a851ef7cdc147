using System.Numerics;

namespace Gnomon.Triggers;

/// <summary>Finds the local minutes that match an expression, on a calendar without time zones. A minute is counted
/// from 0001-01-01 00:00; no minute before it or after the year 9999 matches.</summary>
internal sealed class CronCalendar
{
    public const int MinutesPerDay = 24 * 60;

    /// <summary>The calendar repeats after 400 years, weekdays included: what has not come up by then never does.
    /// </summary>
    private const int MaxMonthSteps = 400 * 12 + 1;

    private static readonly int MaxDay = DateOnly.MaxValue.DayNumber;

    private readonly CronFields _fields;

    /// <summary>For each weekday of the first of a month, the days of that month that match, were it 31 days long.
    /// </summary>
    private readonly ulong[] _daysByFirstWeekday = new ulong[7];

    public CronCalendar(CronFields fields)
    {
        _fields = fields;
        for (var first = 0; first < 7; first++)
            for (var day = 1; day <= 31; day++)
                if (Has(fields.Days, day) && Has(fields.Weekdays, (first + day - 1) % 7))
                    _daysByFirstWeekday[first] |= 1UL << day;
    }

    /// <summary>The first matching minute at or after <paramref name="minute"/>, or null.</summary>
    public long? AtOrAfter(long minute)
    {
        minute = Math.Max(0, minute);
        var day = minute / MinutesPerDay;
        var time = (int)(minute % MinutesPerDay);
        if (day > MaxDay) return null;
        if (DayAtOrAfter((int)day) is not { } found) return null;
        if (found > day) return (long)found * MinutesPerDay + TimeAtOrAfter(0);
        if (TimeAtOrAfter(time) is { } today) return day * MinutesPerDay + today;
        return day < MaxDay && DayAtOrAfter((int)day + 1) is { } later
            ? (long)later * MinutesPerDay + TimeAtOrAfter(0)
            : null;
    }

    /// <summary>The last matching minute at or before <paramref name="minute"/>, or null.</summary>
    public long? AtOrBefore(long minute)
    {
        if (minute < 0) return null;
        minute = Math.Min(minute, (MaxDay + 1L) * MinutesPerDay - 1);
        var day = (int)(minute / MinutesPerDay);
        var time = (int)(minute % MinutesPerDay);
        if (DayAtOrBefore(day) is not { } found) return null;
        if (found < day) return (long)found * MinutesPerDay + TimeAtOrBefore(MinutesPerDay - 1);
        if (TimeAtOrBefore(time) is { } today) return (long)day * MinutesPerDay + today;
        return day > 0 && DayAtOrBefore(day - 1) is { } earlier
            ? (long)earlier * MinutesPerDay + TimeAtOrBefore(MinutesPerDay - 1)
            : null;
    }

    private int? DayAtOrAfter(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        var (year, month) = (date.Year, date.Month);
        var wanted = ulong.MaxValue << date.Day;
        var first = day - date.Day + 1;
        for (var step = 0; step < MaxMonthSteps; step++)
        {
            var days = MatchingDays(year, month, first) & wanted;
            if (days != 0) return first + BitOperations.TrailingZeroCount(days) - 1;
            wanted = ulong.MaxValue;
            first += DateTime.DaysInMonth(year, month);
            if (first > MaxDay) return null;
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1);
        }

        return null;
    }

    private int? DayAtOrBefore(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        var (year, month) = (date.Year, date.Month);
        var wanted = (2UL << date.Day) - 1;
        var first = day - date.Day + 1;
        for (var step = 0; step < MaxMonthSteps; step++)
        {
            var days = MatchingDays(year, month, first) & wanted;
            if (days != 0) return first + BitOperations.Log2(days) - 1;
            wanted = ulong.MaxValue;
            if (first == 0) return null;
            (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1);
            first -= DateTime.DaysInMonth(year, month);
        }

        return null;
    }

    /// <summary>The days of a month that match, as bits 1 to 31. Day number 0 was a Monday.</summary>
    private ulong MatchingDays(int year, int month, int first) =>
        Has(_fields.Months, month)
            ? _daysByFirstWeekday[(first + 1) % 7] & ((2UL << DateTime.DaysInMonth(year, month)) - 1)
            : 0;

    private int? TimeAtOrAfter(int time)
    {
        var hour = time / 60;
        if (Has(_fields.Hours, hour))
        {
            var minutes = _fields.Minutes & (ulong.MaxValue << (time % 60));
            if (minutes != 0) return hour * 60 + BitOperations.TrailingZeroCount(minutes);
        }

        var hours = _fields.Hours & (ulong.MaxValue << (hour + 1));
        return hours == 0
            ? null
            : BitOperations.TrailingZeroCount(hours) * 60 + BitOperations.TrailingZeroCount(_fields.Minutes);
    }

    private int? TimeAtOrBefore(int time)
    {
        var hour = time / 60;
        if (Has(_fields.Hours, hour))
        {
            var minutes = _fields.Minutes & ((2UL << (time % 60)) - 1);
            if (minutes != 0) return hour * 60 + BitOperations.Log2(minutes);
        }

        var hours = _fields.Hours & ((1UL << hour) - 1);
        return hours == 0 ? null : BitOperations.Log2(hours) * 60 + BitOperations.Log2(_fields.Minutes);
    }

    private static bool Has(ulong mask, int bit) => (mask >> bit & 1) != 0;
}
