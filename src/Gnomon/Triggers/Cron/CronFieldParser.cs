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
    /// <param name="normal">The text with <c>H</c> worked out.</param>
    /// <exception cref="CronFormatException">It is not one.</exception>
    public List<CronItem> Parse(CronWord word, out string normal)
    {
        normal = word.Text;
        if (word.Text == "?" && grammar.Rich && field.IsDay) return [new CronItem(CronItemKind.Unset)];
        var items = new List<CronItem>();
        var written = new List<string>();
        foreach (var piece in word.Split(','))
        {
            var item = Resolve(piece);
            written.Add(item.Text);
            items.Add(ParseItem(item));
        }

        normal = string.Join(',', written);
        return items;
    }

    private CronWord Resolve(CronWord item)
    {
        if (!grammar.Rich || field.Name == CronFieldName.Year || item.Text is not ("H" or ['H', '(' or '/', ..]))
            return item;
        return hash is null
            ? throw field.Error(
                item, "needs the name of a schedule to pick a value by", "H where the schedule is known, or a value")
            : item with { Text = hash.Resolve(field, item) };
    }

    private CronItem ParseItem(CronWord item)
    {
        if (item.Text.Length == 0) throw field.Error(item, "is an empty list item");
        if (grammar.Rich && ParseDay(item) is { } day) return day;
        var parts = item.Split('/');
        if (parts.Count > 2) throw field.Error(item, "has two steps", "one step, such as */5");
        var step = parts.Count == 2 ? ParseStep(parts[1]) : 1;
        if (parts[0].Text == "*") return new CronItem(CronItemKind.Every, field.Min, field.Max, step);
        var ends = parts[0].Split('-');
        if (ends.Count > 2) throw field.Error(parts[0], "has more than two ends", "a range such as 1-5");
        var low = ParseValue(ends[0]);
        if (ends.Count == 2) return new CronItem(CronItemKind.Range, low, ParseHigh(ends[1], low), step);
        if (parts.Count == 1) return new CronItem(CronItemKind.Value, low, low);
        if (!grammar.Rich) throw field.Error(item, "has a step but no range", $"{low}-{field.Max}/{step}, or */{step}");
        return new CronItem(CronItemKind.Range, low, field.Max, step);
    }

    private CronItem? ParseDay(CronWord item) => field.Name switch
    {
        CronFieldName.DayOfMonth => ParseMonthDay(item),
        CronFieldName.DayOfWeek => ParseWeekday(item),
        _ => null,
    };

    /// <summary>Reads L, L-3, LW, LW-3, L-3W and 15W.</summary>
    private CronItem? ParseMonthDay(CronWord item)
    {
        switch (item.Text)
        {
            case "L": return new CronItem(CronItemKind.LastDay);
            case "LW": return new CronItem(CronItemKind.LastWorkday);
            case ['L', 'W', '-', ..]:
                return new CronItem(CronItemKind.LastWorkday, High: ParseBack(item.Part(3..)));
            case ['L', '-', .., 'W']:
                return new CronItem(CronItemKind.NearLastWorkday, High: ParseBack(item.Part(2..^1)));
            case ['L', '-', ..]:
                return new CronItem(CronItemKind.LastDay, High: ParseBack(item.Part(2..)));
            case [.., 'W'] when item.Text.Length > 1:
                return new CronItem(CronItemKind.NearWorkday, ParseValue(item.Part(..^1)));
            default: return null;
        }
    }

    /// <summary>Reads 5#3, FRI#3, 5L, FRIL, and in quartz L, which is its Saturday.</summary>
    private CronItem? ParseWeekday(CronWord item)
    {
        if (item.Text == "L" && grammar.Dialect == CronDialect.Quartz)
            return new CronItem(CronItemKind.Value, field.Max, field.Max);
        if (item.Split('#') is [var weekday, var nth])
        {
            var number = nth.ToNumber();
            if (number is < 1 or > MaxNth) throw field.Error(nth, "is not a place in the month", $"1 to {MaxNth}");
            return new CronItem(CronItemKind.NthWeekday, ParseValue(weekday), number);
        }

        return item.Text is [.., 'L'] && item.Text.Length > 1
            ? new CronItem(CronItemKind.LastWeekday, ParseValue(item.Part(..^1)))
            : null;
    }

    private int ParseBack(CronWord word)
    {
        var back = word.ToNumber();
        return back is >= 0 and <= MaxDaysBack
            ? back
            : throw field.Error(word, "is not a number of days before the last", $"0 to {MaxDaysBack}");
    }

    private int ParseStep(CronWord word)
    {
        var step = word.ToNumber();
        var most = field.Name == CronFieldName.Year ? field.Size : field.Max;
        return step >= 1 && step <= most
            ? step
            : throw field.Error(word, "is not a step of this field", $"1 to {most}");
    }

    private int ParseHigh(CronWord word, int low)
    {
        var high = ParseValue(word);
        var wraps = grammar.Rich && field.Name != CronFieldName.Year;
        return high >= low || wraps
            ? high
            : throw field.Error(
                word, $"is below the start of its range, {low}", "a range whose lower end comes first, or a list");
    }

    private int ParseValue(CronWord word)
    {
        var named = Array.IndexOf(field.Names, word.Text);
        if (named >= 0) return field.Min + named;
        var value = word.ToNumber();
        if (value < 0) throw field.Error(word, "is not a value");
        if (value >= field.Min && value <= field.Max) return value;
        var isYear = value >= CronGrammar.FirstYear && grammar.Dialect != CronDialect.Quartz;
        throw field.Error(word, "is out of range", isYear ? field.Values + grammar.Hint : field.Values);
    }
}
