namespace Gnomon.Triggers.Recurrence;

/// <summary>A BYxxx part that is a list of numbers.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Min">The smallest value, leaving signs aside.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Signed">Whether a negative value counts from the end.</param>
internal sealed record RuleList(string Name, int Min, int Max, bool Signed)
{
    public static readonly RuleList Month = new("BYMONTH", 1, 12, false);
    public static readonly RuleList WeekNumber = new("BYWEEKNO", 1, 53, true);
    public static readonly RuleList YearDay = new("BYYEARDAY", 1, 366, true);
    public static readonly RuleList MonthDay = new("BYMONTHDAY", 1, 31, true);
    public static readonly RuleList Hour = new("BYHOUR", 0, 23, false);
    public static readonly RuleList Minute = new("BYMINUTE", 0, 59, false);
    public static readonly RuleList Second = new("BYSECOND", 0, 60, false);
    public static readonly RuleList Position = new("BYSETPOS", 1, 366, true);

    /// <summary>What is allowed, for people.</summary>
    public string Allowed => Signed ? $"{Min} to {Max} and -{Max} to -{Min}" : $"{Min} to {Max}";
}
