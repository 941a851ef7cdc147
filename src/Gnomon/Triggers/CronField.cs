namespace Gnomon.Triggers;

/// <summary>What one field of the five-field form may hold.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value; 7 for the day of week, where 0 and 7 are both Sunday.</param>
/// <param name="Size">How many distinct values there are, which is where a wrapping range wraps.</param>
/// <param name="Names">Names of values, the first for <paramref name="Min"/>; empty when there are none.</param>
/// <param name="TakesQuestionMark">Whether <c>?</c> may stand for <c>*</c>.</param>
internal sealed record CronField(string Name, int Min, int Max, int Size, string[] Names, bool TakesQuestionMark)
{
    /// <summary>The five fields, in their order in the text.</summary>
    public static readonly CronField[] All =
    [
        new("minute", 0, 59, 60, [], false),
        new("hour", 0, 23, 24, [], false),
        new("day-of-month", 1, 31, 31, [], true),
        new(
            "month", 1, 12, 12,
            ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], false),
        new("day-of-week", 0, 7, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], true),
    ];

    /// <summary>The values, for messages.</summary>
    public string Values => Names.Length == 0 ? $"{Min} to {Max}" : $"{Min} to {Max}, {Names[0]} to {Names[^1]}";

    /// <summary>Everything the field may hold, for messages.</summary>
    public string Allowed => TakesQuestionMark ? $"{Values}, and * ? , - /" : $"{Values}, and * , - /";
}
