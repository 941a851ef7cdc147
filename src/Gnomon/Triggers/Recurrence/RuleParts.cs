namespace Gnomon.Triggers.Recurrence;

/// <summary>What a rule says. Lists are in order without repeats, negative values last; an empty one is a part that the
/// rule does not have.</summary>
internal sealed record RuleParts
{
    public required Frequency Frequency { get; init; }

    public int Interval { get; init; } = 1;

    public int? Count { get; init; }

    /// <summary>UNTIL as it is written in the normal form.</summary>
    public string? Until { get; init; }

    public DateTimeOffset? UntilUtc { get; init; }

    /// <summary>The last local second that an UNTIL without Z lets in, counted from 0001-01-01.</summary>
    public long? UntilLocal { get; init; }

    public int[] Months { get; init; } = [];

    public int[] WeekNumbers { get; init; } = [];

    public int[] YearDays { get; init; } = [];

    public int[] MonthDays { get; init; } = [];

    public RuleWeekday[] Weekdays { get; init; } = [];

    public int[] Hours { get; init; } = [];

    public int[] Minutes { get; init; } = [];

    public int[] Seconds { get; init; } = [];

    public int[] Positions { get; init; } = [];

    /// <summary>The first day of a week; Monday is 0.</summary>
    public int WeekStart { get; init; }

    /// <summary>Whether a day is chosen by more than its month.</summary>
    private bool NamesDays => WeekNumbers.Length + YearDays.Length + MonthDays.Length + Weekdays.Length > 0;

    /// <summary>The same rule with what it leaves open taken from its start: the month, the day, the weekday and the
    /// time of day, as far as they lie below the frequency.</summary>
    public RuleParts FilledFrom(DateTime start)
    {
        var filled = this with
        {
            Hours = Frequency >= Frequency.Daily ? Or(Hours, start.Hour) : Hours,
            Minutes = Frequency >= Frequency.Hourly ? Or(Minutes, start.Minute) : Minutes,
            Seconds = Frequency >= Frequency.Minutely ? Or(Seconds, start.Second) : Seconds,
        };
        RuleWeekday[] weekday = [new RuleWeekday(0, ((int)start.DayOfWeek + 6) % 7)];
        if (WeekNumbers.Length > 0 && YearDays.Length + MonthDays.Length + Weekdays.Length == 0)
            return filled with { Weekdays = weekday };
        if (NamesDays) return filled;
        return Frequency switch
        {
            Frequency.Yearly => filled with { Months = Or(Months, start.Month), MonthDays = [start.Day] },
            Frequency.Monthly => filled with { MonthDays = [start.Day] },
            Frequency.Weekly => filled with { Weekdays = weekday },
            _ => filled,
        };
    }

    private static int[] Or(int[] values, int value) => values.Length > 0 ? values : [value];
}
