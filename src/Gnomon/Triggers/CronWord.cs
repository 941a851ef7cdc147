namespace Gnomon.Triggers;

/// <summary>A piece of a cron expression and where it stands.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Column">The column of its first character in the expression; the first is 1.</param>
internal readonly record struct CronWord(string Text, int Column)
{
    /// <summary>Whether it holds a wildcard, a step or a range.</summary>
    public bool IsInterval => Text.AsSpan().ContainsAny('*', '/', '-');

    public List<CronWord> Split(char separator)
    {
        var column = Column;
        var pieces = new List<CronWord>();
        foreach (var piece in Text.Split(separator))
        {
            pieces.Add(new CronWord(piece, column));
            column += piece.Length + 1;
        }

        return pieces;
    }
}
