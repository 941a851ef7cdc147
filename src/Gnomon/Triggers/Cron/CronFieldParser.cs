namespace Gnomon.Triggers.Cron;

/// <summary>Reads the text of one field, which is in capitals already.</summary>
/// <param name="grammar">The dialect.</param>
/// <param name="field">The field.</param>
/// <param name="hash">Picks the values for <c>H</c>; null when there is nothing to pick by.</param>
internal readonly struct CronFieldParser(CronGrammar grammar, CronField field, CronHash? hash)
{
    /// <summary>So many days before the last still leave one in a month of 31.</summary>
    private const int MaxDaysBack = 30;

    private const int MaxNth = 5;

    /// <summary>Reads a field.</summary>
    /// <param name="word">Its text.</param>
    /// <param name="normal">Takes the text in capitals, with <c>H</c> worked out.</param>
    /// <exception cref="CronFormatException">It is not one.</exception>
    public CronItem[] Parse(TextPiece word, ref NormalText normal)
    {
        if (grammar.Rich && field.IsDay && word.Is("?"))
        {
            normal.Append("?");
            return [new CronItem(CronItemKind.Unset)];
        }

        var items = new CronItem[1 + word.Span.Count(',')];
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) normal.Append(",");
            word.Cut(',', out var item, out word);
            item = Resolve(item);
            items[i] = ParseItem(item);
            normal.Append(item.Span);
        }

        return items;
    }

    private TextPiece Resolve(TextPiece item)
    {
        if (!grammar.Rich || field.Name == CronFieldName.Year) return item;
        if (!item.Is("H") && !item.StartsWith("H(") && !item.StartsWith("H/")) return item;
        if (hash is null)
            throw field.Error(
                item, "needs the name of a schedule to pick a value by", "H where the schedule is known, or a value");
        var resolved = hash.Resolve(field, item);
        return new TextPiece(resolved, 0, resolved.Length);
    }

    private CronItem ParseItem(TextPiece item)
    {
        if (item.Length == 0) throw field.Error(item, "is an empty list item");
        if (grammar.Rich && ParseDay(item) is { } day) return day;
        var step = 1;
        if (item.Cut('/', out var range, out var stepWord))
        {
            if (stepWord.Span.Contains('/')) throw field.Error(item, "has two steps", "one step, such as */5");
            step = ParseStep(stepWord);
        }

        var isStepped = range.Length < item.Length;
        if (range.Is("*")) return new CronItem(CronItemKind.Every, field.Min, field.Max, step);
        if (range.Cut('-', out var lowWord, out var highWord))
        {
            if (highWord.Span.Contains('-'))
                throw field.Error(range, "has more than two ends", "a range such as 1-5");
            var start = ParseValue(lowWord);
            return new CronItem(CronItemKind.Range, start, ParseHigh(highWord, start), step);
        }

        var low = ParseValue(range);
        if (!isStepped) return new CronItem(CronItemKind.Value, low, low);
        if (!grammar.Rich) throw field.Error(item, "has a step but no range", $"{low}-{field.Max}/{step}, or */{step}");
        return new CronItem(CronItemKind.Range, low, field.Max, step);
    }

    private CronItem? ParseDay(TextPiece item) => field.Name switch
    {
        CronFieldName.DayOfMonth => ParseMonthDay(item),
        CronFieldName.DayOfWeek => ParseWeekday(item),
        _ => null,
    };

    /// <summary>Reads L, L-3, LW, LW-3, L-3W and 15W.</summary>
    private CronItem? ParseMonthDay(TextPiece item)
    {
        if (item.Is("L")) return new CronItem(CronItemKind.LastDay);
        if (item.Is("LW")) return new CronItem(CronItemKind.LastWorkday);
        if (item.StartsWith("LW-")) return new CronItem(CronItemKind.LastWorkday, High: ParseBack(item.Part(3..)));
        if (item.StartsWith("L-"))
            return item.EndsWith("W")
                ? new CronItem(CronItemKind.NearLastWorkday, High: ParseBack(item.Part(2..^1)))
                : new CronItem(CronItemKind.LastDay, High: ParseBack(item.Part(2..)));
        return item.Length > 1 && item.EndsWith("W")
            ? new CronItem(CronItemKind.NearWorkday, ParseValue(item.Part(..^1)))
            : null;
    }

    /// <summary>Reads 5#3, FRI#3, 5L, FRIL, and in quartz L, which is its Saturday.</summary>
    private CronItem? ParseWeekday(TextPiece item)
    {
        if (item.Is("L") && grammar.Dialect == CronDialect.Quartz)
            return new CronItem(CronItemKind.Value, field.Max, field.Max);
        if (item.Cut('#', out var weekday, out var nth))
        {
            var number = nth.ToNumber();
            if (number is < 1 or > MaxNth) throw field.Error(nth, "is not a place in the month", $"1 to {MaxNth}");
            return new CronItem(CronItemKind.NthWeekday, ParseValue(weekday), number);
        }

        return item.Length > 1 && item.EndsWith("L")
            ? new CronItem(CronItemKind.LastWeekday, ParseValue(item.Part(..^1)))
            : null;
    }

    private int ParseBack(TextPiece word)
    {
        var back = word.ToNumber();
        return back is >= 0 and <= MaxDaysBack
            ? back
            : throw field.Error(word, "is not a number of days before the last", $"0 to {MaxDaysBack}");
    }

    private int ParseStep(TextPiece word)
    {
        var step = word.ToNumber();
        var most = field.Name == CronFieldName.Year ? field.Size : field.Max;
        if (step >= 1 && step <= most) return step;
        // Steps begin anew with each minute, hour or day, so a longer one is elapsed time, and another trigger.
        var every = step > most && field.IsTime
            ? $"; longer ones are a trigger of their own, such as '@every {word.Text}{field.Title[0]}'"
            : "";
        throw field.Error(word, "is not a step of this field", $"1 to {most}{every}");
    }

    private int ParseHigh(TextPiece word, int low)
    {
        var high = ParseValue(word);
        var wraps = grammar.Rich && field.Name != CronFieldName.Year;
        return high >= low || wraps
            ? high
            : throw field.Error(
                word, $"is below the start of its range, {low}", "a range whose lower end comes first, or a list");
    }

    private int ParseValue(TextPiece word)
    {
        for (var i = 0; i < field.Names.Length; i++)
            if (word.Is(field.Names[i]))
                return field.Min + i;
        var value = word.ToNumber();
        if (value < 0) throw field.Error(word, "is not a value");
        if (value >= field.Min && value <= field.Max) return value;
        var isYear = value >= CronGrammar.FirstYear && grammar.Dialect != CronDialect.Quartz;
        throw field.Error(word, "is out of range", isYear ? field.Values + grammar.Hint : field.Values);
    }
}
