namespace Gnomon.Triggers.Cron;

/// <summary>What one field of a dialect may hold.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Size">How many distinct values there are, which is where a wrapping range wraps: 7 for a day of week in
/// which 0 and 7 are both Sunday.</param>
/// <param name="Names">Names of values, the first for <paramref name="Min"/>; empty when there are none.</param>
/// <param name="Signs">What may stand in it beside values, for messages.</param>
internal sealed record CronField(CronFieldName Name, int Min, int Max, int Size, string[] Names, string Signs)
{
    /// <summary>Its name in messages.</summary>
    public string Title => Name switch
    {
        CronFieldName.DayOfMonth => "day-of-month",
        CronFieldName.DayOfWeek => "day-of-week",
        _ => Name.ToString().ToLowerInvariant(),
    };

    public bool IsTime => Name <= CronFieldName.Hour;

    public bool IsDay => Name is CronFieldName.DayOfMonth or CronFieldName.DayOfWeek;

    /// <summary>The values, for messages.</summary>
    public string Values => Names.Length == 0 ? $"{Min} to {Max}" : $"{Min} to {Max}, {Names[0]} to {Names[^1]}";

    /// <summary>Everything the field may hold, for messages.</summary>
    public string Allowed => $"{Values}, and {Signs}";

    /// <summary>The values of an item that is a wildcard, a value or a range. A range whose low end is above its high
    /// end wraps, and its steps count on through the wrap.</summary>
    public IEnumerable<int> Expand(CronItem item)
    {
        for (var value = item.Low; value <= End(item); value += item.Step) yield return Wrapped(value);
    }

    /// <summary>The same as a mask: bit n for value n, which is below 64.</summary>
    public ulong Mask(CronItem item)
    {
        ulong mask = 0;
        for (var (value, end) = (item.Low, End(item)); value <= end; value += item.Step) mask |= 1UL << Wrapped(value);
        return mask;
    }

    public CronFormatException Error(TextPiece word, string problem, string allowed) =>
        new(Title, word.Column, word.Text, problem, allowed);

    public CronFormatException Error(TextPiece word, string problem) => Error(word, problem, Allowed);

    private int End(CronItem item) => item.High < item.Low ? item.High + Size : item.High;

    private int Wrapped(int value) => value - Min < Size ? value : value - Size;
}
