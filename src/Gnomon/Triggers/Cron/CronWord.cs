namespace Gnomon.Triggers.Cron;

/// <summary>A piece of a cron expression and where it stands.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Column">The column of its first character in the expression; the first is 1.</param>
internal readonly record struct CronWord(string Text, int Column)
{
    /// <summary>The words of a text that spaces and tabs hold apart.</summary>
    public static List<CronWord> All(string text)
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

    /// <summary>The piece from one character to another.</summary>
    public CronWord Part(Range range)
    {
        var (offset, length) = range.GetOffsetAndLength(Text.Length);
        return new CronWord(Text.Substring(offset, length), Column + offset);
    }

    public List<CronWord> Split(char separator)
    {
        var count = Text.AsSpan().Count(separator) + 1;
        if (count == 1) return [this];
        var pieces = new List<CronWord>(count);
        for (var start = 0; start <= Text.Length;)
        {
            var end = Text.IndexOf(separator, start);
            if (end < 0) end = Text.Length;
            pieces.Add(new CronWord(Text[start..end], Column + start));
            start = end + 1;
        }

        return pieces;
    }

    /// <summary>The number that the text is, or -1 when it is not one; what has more than four digits reads as 10,000,
    /// which is out of every range.</summary>
    public int ToNumber()
    {
        var value = Text.Length == 0 ? -1 : 0;
        foreach (var c in Text)
        {
            if (!char.IsAsciiDigit(c)) return -1;
            value = Math.Min(10_000, value * 10 + (c - '0'));
        }

        return value;
    }
}
