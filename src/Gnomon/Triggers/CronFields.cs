namespace Gnomon.Triggers;

/// <summary>A parsed expression: bit n of a mask says that value n matches. Day and month masks start at bit 1; the
/// weekday mask has Sunday as bit 0.</summary>
/// <param name="Minutes">Minutes of the hour.</param>
/// <param name="Hours">Hours of the day.</param>
/// <param name="Days">Days of the month.</param>
/// <param name="Months">Months of the year.</param>
/// <param name="Weekdays">Days of the week.</param>
/// <param name="Interval">Whether the minute or hour field holds a wildcard, step or range.</param>
internal sealed record CronFields(
    ulong Minutes, ulong Hours, ulong Days, ulong Months, ulong Weekdays, bool Interval);
