namespace Gnomon.Triggers.Recurrence;

/// <summary>The calendar cut into the periods of a frequency, numbered one after the other.</summary>
/// <param name="frequency">How long a period is.</param>
/// <param name="weekStart">The first day of a week; Monday is 0.</param>
internal readonly struct Periods(Frequency frequency, int weekStart)
{
    public static readonly int MaxDay = DateOnly.MaxValue.DayNumber;

    /// <summary>The first second that is not on the calendar.</summary>
    public static readonly long End = (MaxDay + 1L) * TimesOfDay.SecondsPerDay;

    /// <summary>The number of the period that a second lies in.</summary>
    public long Of(long second)
    {
        var day = (int)(second / TimesOfDay.SecondsPerDay);
        switch (frequency)
        {
            case Frequency.Secondly: return second;
            case Frequency.Minutely: return second / 60;
            case Frequency.Hourly: return second / 3600;
            case Frequency.Daily: return day;
            case Frequency.Weekly: return (day - weekStart + 7) / 7;
            default:
                var date = DateOnly.FromDayNumber(day);
                return frequency == Frequency.Monthly ? date.Year * 12 + date.Month - 1 : date.Year;
        }
    }

    /// <summary>The first second of a period, or <see cref="End"/> for one that is past the calendar.</summary>
    public long Start(long period) => frequency switch
    {
        Frequency.Secondly => Math.Min(period, End),
        Frequency.Minutely => Math.Min(period * 60, End),
        Frequency.Hourly => Math.Min(period * 3600, End),
        Frequency.Daily => Math.Min(period * TimesOfDay.SecondsPerDay, End),
        Frequency.Weekly => Math.Clamp((period * 7 - 7 + weekStart) * TimesOfDay.SecondsPerDay, 0, End),
        Frequency.Monthly => FirstOfMonth(period / 12, (int)(period % 12) + 1),
        _ => FirstOfMonth(period, 1),
    };

    private static long FirstOfMonth(long year, int month) => year > DateOnly.MaxValue.Year
        ? End
        : (long)new DateOnly((int)year, month, 1).DayNumber * TimesOfDay.SecondsPerDay;
}
