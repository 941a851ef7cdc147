namespace Gnomon.Cli.Files;

/// <summary>A place in a text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">The character of that line, from 1.</param>
internal readonly record struct TextPlace(int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}";
}
