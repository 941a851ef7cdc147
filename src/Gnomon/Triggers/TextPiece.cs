namespace Gnomon.Triggers;

/// <summary>A piece of a written rule and where it stands. Letters count the same in either case.</summary>
/// <param name="source">The whole text.</param>
/// <param name="start">The index of the piece's first character.</param>
/// <param name="length">How many characters it has.</param>
internal readonly struct TextPiece(string source, int start, int length)
{
    /// <summary>The column of its first character in the text; the first is 1.</summary>
    public int Column => start + 1;

    public int Length => length;

    public ReadOnlySpan<char> Span => source.AsSpan(start, length);

    /// <summary>The piece as it was written.</summary>
    public string Text => source.Substring(start, length);

    /// <summary>The words of a text that spaces and tabs hold apart.</summary>
    public static List<TextPiece> All(string text)
    {
        var words = new List<TextPiece>(7);
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            while (at < text.Length && text[at] is not (' ' or '\t')) at++;
            if (at > start) words.Add(new TextPiece(text, start, at - start));
            else at++;
        }

        return words;
    }

    public bool Is(string text) => Span.Equals(text, StringComparison.OrdinalIgnoreCase);

    public bool StartsWith(string text) => Span.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    public bool EndsWith(string text) => Span.EndsWith(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>The piece from one character to another.</summary>
    public TextPiece Part(Range range)
    {
        var (offset, count) = range.GetOffsetAndLength(length);
        return new TextPiece(source, start + offset, count);
    }

    /// <summary>Cuts the piece at the first separator.</summary>
    /// <param name="separator">The separator.</param>
    /// <param name="before">What is before it; the whole piece when there is none.</param>
    /// <param name="after">What is after it; empty when there is none.</param>
    /// <returns>Whether there is one.</returns>
    public bool Cut(char separator, out TextPiece before, out TextPiece after)
    {
        var at = Span.IndexOf(separator);
        before = at < 0 ? this : Part(..at);
        after = at < 0 ? Part(length..) : Part((at + 1)..);
        return at >= 0;
    }

    /// <summary>The number that the piece is, or -1 when it is not one; what has more than four digits reads as 10,000,
    /// which is out of every range.</summary>
    public int ToNumber()
    {
        var value = length == 0 ? -1 : 0;
        foreach (var c in Span)
        {
            if (!char.IsAsciiDigit(c)) return -1;
            value = Math.Min(10_000, value * 10 + (c - '0'));
        }

        return value;
    }

    /// <summary>The pieces that separators hold apart.</summary>
    public List<TextPiece> Split(char separator)
    {
        List<TextPiece> pieces = [];
        var rest = this;
        bool more;
        do
        {
            more = rest.Cut(separator, out var piece, out rest);
            pieces.Add(piece);
        }
        while (more);
        return pieces;
    }

    /// <summary>The same as <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
