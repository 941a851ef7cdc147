namespace Gnomon.Triggers.Cron;

/// <summary>Picks the values that <c>H</c> stands for, so that schedules of one text spread over the hour or the day,
/// and each keeps its own.</summary>
/// <param name="pick">Gives a number from 0 to one less than what it is asked for, and for one field always the same.
/// </param>
internal sealed class CronHash(Func<CronField, int, int> pick)
{
    /// <summary>Days up to the 28th, which every month has.</summary>
    private const int LastSafeDay = 28;

    /// <summary>Picks by the name of a schedule.</summary>
    public static CronHash Of(string seed) => new((field, count) =>
        (int)(StableHash.Of(seed, (long)field.Name) % (ulong)count));

    /// <summary>The text that an item with <c>H</c> comes to: <c>H</c> is a value, <c>H(a-b)</c> one of a range,
    /// <c>H/n</c> and <c>H(a-b)/n</c> every n-th from a value among the first n.</summary>
    /// <exception cref="CronFormatException">The item is none of these.</exception>
    public string Resolve(CronField field, TextPiece item)
    {
        var hasStep = item.Cut('/', out var span, out var stepWord);
        if (stepWord.Span.Contains('/')) throw field.Error(item, "has two steps", "one step, such as H/15");
        var (low, high) = Span(field, span);
        if (!hasStep) return Text(low + pick(field, high - low + 1));
        var step = stepWord.ToNumber();
        if (step < 1 || step > high - low + 1)
            throw field.Error(stepWord, "is not a step of this range", $"1 to {high - low + 1}");
        return $"{Text(low + pick(field, step))}-{Text(high)}/{Text(step)}";
    }

    private static (int Low, int High) Span(CronField field, TextPiece word)
    {
        var most = field.Name switch
        {
            CronFieldName.DayOfMonth => LastSafeDay,
            CronFieldName.DayOfWeek => field.Min + field.Size - 1,
            _ => field.Max,
        };
        if (word.Is("H")) return (field.Min, most);
        if (!word.StartsWith("H(") || !word.EndsWith(")") || !word.Part(2..^1).Cut('-', out var low, out var high))
            throw field.Error(word, "is not a form of H", "H, H(1-5), H/15 and H(0-29)/15");
        if (low.ToNumber() < field.Min || low.ToNumber() > field.Max) throw OutOfRange(low);
        if (high.ToNumber() > field.Max || high.ToNumber() < low.ToNumber()) throw OutOfRange(high);
        return (low.ToNumber(), high.ToNumber());

        CronFormatException OutOfRange(TextPiece end) =>
            field.Error(end, "is out of range", $"a range from {field.Min} to {field.Max}, the lower end first");
    }

    private static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
