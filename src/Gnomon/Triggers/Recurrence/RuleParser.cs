namespace Gnomon.Triggers.Recurrence;

/// <summary>Reads the text of a rule. First the parts are told apart, then each is read, and at last those that the RFC
/// does not let stand together are refused.</summary>
internal sealed class RuleParser
{
    public const string ByDay = "BYDAY";

    private const int MaxLength = 512;
    private const int MaxCount = 100_000;
    private const string Prefix = "RRULE:";
    private const string WholeRule = "rule";
    private const string Frequencies = "SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY";
    private const string Example = "a rule such as FREQ=DAILY or FREQ=WEEKLY;BYDAY=MO,FR";

    private static readonly string[] Names =
    [
        "FREQ", "INTERVAL", "COUNT", "UNTIL", RuleList.Month.Name, RuleList.WeekNumber.Name, RuleList.YearDay.Name,
        RuleList.MonthDay.Name, ByDay, RuleList.Hour.Name, RuleList.Minute.Name, RuleList.Second.Name,
        RuleList.Position.Name, "WKST",
    ];

    private readonly Dictionary<string, RulePart> _parts = new(StringComparer.Ordinal);

    private RuleParser(TextPiece rule)
    {
        foreach (var word in rule.Split(';'))
        {
            var part = Part(word);
            if (!_parts.TryAdd(part.Name, part))
                throw new RecurrenceFormatException(
                    part.Name, word.Column, word.Text, "repeats a part", "each part once");
        }
    }

    /// <summary>Reads a rule.</summary>
    /// <exception cref="RecurrenceFormatException">It is not one.</exception>
    public static RuleParts Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new RecurrenceFormatException(
                WholeRule, 1, text[..32] + "…", $"has {text.Length} characters", $"at most {MaxLength}");
        var start = text.Length - text.AsSpan().TrimStart(' ').Length;
        if (text.AsSpan(start).StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) start += Prefix.Length;
        var rule = new TextPiece(text, start, text.AsSpan(start).TrimEnd(' ').Length);
        if (rule.Text.Length == 0)
            throw new RecurrenceFormatException(WholeRule, 1, text, "is empty", Example);
        var parser = new RuleParser(rule);
        var parts = parser.Read(rule);
        RuleRestrictions.Check(parts, parser._parts);
        return parts;
    }

    private RuleParts Read(TextPiece rule)
    {
        if (!_parts.TryGetValue("FREQ", out var frequency))
            throw new RecurrenceFormatException(WholeRule, rule.Column, rule.Text, "has no FREQ", Example);
        var parts = new RuleParts
        {
            Frequency = ReadFrequency(frequency),
            Interval = ReadNumber("INTERVAL", int.MaxValue) ?? 1,
            Count = ReadNumber("COUNT", MaxCount),
            Months = ReadList(RuleList.Month),
            WeekNumbers = ReadList(RuleList.WeekNumber),
            YearDays = ReadList(RuleList.YearDay),
            MonthDays = ReadList(RuleList.MonthDay),
            Weekdays = ReadWeekdays(),
            Hours = ReadList(RuleList.Hour),
            Minutes = ReadList(RuleList.Minute),
            Seconds = ReadList(RuleList.Second),
            Positions = ReadList(RuleList.Position),
            WeekStart = _parts.TryGetValue("WKST", out var start) ? ReadWeekday("WKST", start.Value, "MO to SU") : 0,
        };
        return _parts.TryGetValue("UNTIL", out var until) ? RuleUntil.Read(parts, until) : parts;
    }

    private static RulePart Part(TextPiece word)
    {
        var hasValue = word.Cut('=', out var nameWord, out var value);
        var name = nameWord.Text.ToUpperInvariant();
        if (word.Length == 0)
            throw new RecurrenceFormatException(
                WholeRule, word.Column, word.Text, "is an empty part", "one ; between parts, none at the end");
        if (!Names.Contains(name))
            throw new RecurrenceFormatException(
                WholeRule, word.Column, nameWord.Text, "is not a part of a rule",
                string.Join(' ', Names));
        if (!hasValue)
            throw new RecurrenceFormatException(name, word.Column, word.Text, "has no value", $"{name}=value");
        return new RulePart(name, word, value);
    }

    private static Frequency ReadFrequency(RulePart part)
    {
        for (var frequency = Frequency.Secondly; frequency <= Frequency.Yearly; frequency++)
            if (frequency.ToString().Equals(part.Value.Text, StringComparison.OrdinalIgnoreCase))
                return frequency;
        throw part.Refuse("is not a frequency", Frequencies);
    }

    private int? ReadNumber(string name, int max)
    {
        if (!_parts.TryGetValue(name, out var part)) return null;
        if (Number(part.Value.Text) is not { } value)
            throw part.Refuse("is not a number", $"1 to {max}");
        return value >= 1 && value <= max ? (int)value : throw part.Refuse("is out of range", $"1 to {max}");
    }

    private int[] ReadList(RuleList list)
    {
        if (!_parts.TryGetValue(list.Name, out var part)) return [];
        var values = new HashSet<int>();
        foreach (var item in part.Value.Split(',')) values.Add(ReadItem(list, item));
        return [.. values.OrderBy(value => value < 0).ThenBy(value => value)];
    }

    private static int ReadItem(RuleList list, TextPiece item)
    {
        var digits = list.Signed ? Unsigned(item.Text) : item.Text;
        if (Number(digits) is not { } value)
            throw new RecurrenceFormatException(
                list.Name, item.Column, item.Text, item.Text.Length == 0 ? "is an empty list item" : "is not a number",
                list.Allowed);
        if (value < list.Min || value > list.Max)
            throw new RecurrenceFormatException(
                list.Name, item.Column, item.Text, "is out of range", list.Allowed);

        // Second 60 is for leap seconds, which no clock here has: RFC 5545, section 3.3.12, takes it for 59.
        if (list == RuleList.Second && value == list.Max) value--;
        return (int)(item.Text[0] == '-' ? -value : value);
    }

    private RuleWeekday[] ReadWeekdays()
    {
        const string Allowed =
            "MO to SU, each with a number of 1 to 53 or -53 to -1 before it or none, such as 2MO or -1FR";
        if (!_parts.TryGetValue(ByDay, out var part)) return [];
        var days = new HashSet<RuleWeekday>();
        foreach (var item in part.Value.Split(','))
        {
            var split = Math.Max(0, item.Text.Length - 2);
            var weekday = ReadWeekday(ByDay, item.Part(split..), Allowed, item);
            var ordinal = split == 0 ? 0 : Number(Unsigned(item.Text[..split]));
            if (ordinal is null)
                throw new RecurrenceFormatException(ByDay, item.Column, item.Text, "is not a weekday", Allowed);
            if (split > 0 && ordinal is < 1 or > 53)
                throw new RecurrenceFormatException(ByDay, item.Column, item.Text, "is out of range", Allowed);
            days.Add(new RuleWeekday((int)(item.Text[0] == '-' ? -ordinal : ordinal).Value, weekday));
        }

        return [.. days.OrderBy(day => day.Ordinal < 0).ThenBy(day => day.Ordinal).ThenBy(day => day.Weekday)];
    }

    private static int ReadWeekday(string name, TextPiece code, string allowed, TextPiece? shown = null)
    {
        for (var weekday = 0; weekday < RuleWeekday.Codes.Length; weekday++)
            if (RuleWeekday.Codes[weekday].Equals(code.Text, StringComparison.OrdinalIgnoreCase))
                return weekday;
        throw new RecurrenceFormatException(
            name, (shown ?? code).Column, (shown ?? code).Text, "is not a weekday", allowed);
    }

    private static string Unsigned(string text) => text is ['+' or '-', ..] ? text[1..] : text;

    /// <summary>The number that digits are, or null; one too large for any part reads as a number out of every range.
    /// </summary>
    private static long? Number(string digits)
    {
        long value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit)) return null;
            value = Math.Min(value * 10 + (digit - '0'), long.MaxValue / 100);
        }

        return digits.Length == 0 ? null : value;
    }
}
