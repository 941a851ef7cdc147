namespace Gnomon.Triggers;

/// <summary>Reads the five-field text form into masks.</summary>
internal static class CronParser
{
    private const int MaxLength = 256;

    private const string FiveFields = "five fields: minute hour day-of-month month day-of-week";

    private static readonly (string Name, string Fields)[] Macros =
    [
        ("@hourly", "0 * * * *"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@weekly", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"), ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"),
    ];

    /// <summary>Reads an expression; <paramref name="text"/> becomes its normal form: single spaces, names in capitals,
    /// macros in small letters.</summary>
    /// <exception cref="CronFormatException">It is not one.</exception>
    public static CronFields Parse(ref string text)
    {
        if (text.Length > MaxLength)
            throw new CronFormatException(
                "expression", 1, text[..32] + "…", $"has {text.Length} characters", $"at most {MaxLength}");
        var words = Words(text);
        if (words is [{ Text: ['@', ..] } macro]) return ParseMacro(macro, out text);
        if (words.Count != CronField.All.Length) throw WrongCount(text, words);
        var masks = new ulong[words.Count];
        for (var i = 0; i < masks.Length; i++) masks[i] = ParseField(CronField.All[i], words[i]);
        text = string.Join(' ', words.Select(w => w.Text)).ToUpperInvariant();
        var interval = words[0].IsInterval || words[1].IsInterval;
        return new CronFields(masks[0], masks[1], masks[2], masks[3], masks[4], interval);
    }

    private static CronFields ParseMacro(CronWord word, out string text)
    {
        foreach (var (name, fields) in Macros)
        {
            if (!name.Equals(word.Text, StringComparison.OrdinalIgnoreCase)) continue;
            var expanded = fields;
            text = name;
            return Parse(ref expanded);
        }

        throw new CronFormatException(
            "expression", word.Column, word.Text, "is not a macro", string.Join(' ', Macros.Select(m => m.Name)));
    }

    private static CronFormatException WrongCount(string text, List<CronWord> words)
    {
        if (words.Count == 0) return new CronFormatException("expression", 1, text, "is empty", FiveFields);
        var problem = $"has {words.Count} {(words.Count == 1 ? "field" : "fields")}";
        if (words.Count < CronField.All.Length)
            return new CronFormatException("expression", words[0].Column, text.Trim(), problem, FiveFields);
        return new CronFormatException(
            "expression", words[CronField.All.Length].Column, text.Trim(), problem,
            FiveFields + "; seconds and year fields are not part of this five-field form");
    }

    private static List<CronWord> Words(string text)
    {
        var words = new List<CronWord>();
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && text[at] is not (' ' or '\t')) at++;
            if (at > start) words.Add(new CronWord(text[start..at], start + 1));
            else at++;
        }

        return words;
    }

    private static ulong ParseField(CronField field, CronWord word)
    {
        if (field.TakesQuestionMark && word.Text == "?") return Mask(field, field.Min, field.Max, 1);
        ulong mask = 0;
        foreach (var item in word.Split(',')) mask |= ParseItem(field, item);
        return mask;
    }

    private static ulong ParseItem(CronField field, CronWord item)
    {
        if (item.Text.Length == 0)
            throw new CronFormatException(field.Name, item.Column, item.Text, "is an empty list item", field.Allowed);
        var parts = item.Split('/');
        if (parts.Count > 2)
            throw new CronFormatException(field.Name, item.Column, item.Text, "has two steps", "one step, such as */5");
        var step = parts.Count == 2 ? ParseStep(field, parts[1]) : 1;
        if (parts[0].Text == "*") return Mask(field, field.Min, field.Max, step);
        var ends = parts[0].Split('-');
        if (ends.Count > 2)
            throw new CronFormatException(
                field.Name, item.Column, parts[0].Text, "has more than two ends", "a range such as 1-5");
        var low = ParseValue(field, ends[0]);
        if (ends.Count == 2) return Mask(field, low, ParseValue(field, ends[1]), step);
        return Mask(field, low, parts.Count == 2 ? field.Max : low, step);
    }

    private static int ParseStep(CronField field, CronWord word)
    {
        var step = Number(word.Text);
        return step >= 1 && step <= field.Max
            ? step
            : throw new CronFormatException(
                field.Name, word.Column, word.Text, "is not a step of this field", $"1 to {field.Max}");
    }

    private static int ParseValue(CronField field, CronWord word)
    {
        var named = Array.FindIndex(
            field.Names, name => name.Equals(word.Text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0) return field.Min + named;
        var value = Number(word.Text);
        if (value < 0)
            throw new CronFormatException(field.Name, word.Column, word.Text, "is not a value", field.Allowed);
        return value >= field.Min && value <= field.Max
            ? value
            : throw new CronFormatException(field.Name, word.Column, word.Text, "is out of range", field.Values);
    }

    /// <summary>The number that the text is, or -1 when it is not one; four digits or more all read as 1000, which is
    /// out of every range.</summary>
    private static int Number(string text)
    {
        var value = text.Length == 0 ? -1 : 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return -1;
            value = Math.Min(1000, value * 10 + (c - '0'));
        }

        return value;
    }

    /// <summary>A range whose low end is above its high end wraps, and its steps count on through the wrap.</summary>
    private static ulong Mask(CronField field, int low, int high, int step)
    {
        if (low > high) high += field.Size;
        ulong mask = 0;
        for (var value = low; value <= high; value += step)
            mask |= 1UL << ((value - field.Min) % field.Size + field.Min);
        return mask;
    }
}
