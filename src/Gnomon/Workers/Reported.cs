namespace Gnomon.Workers;

/// <summary>What a handler has reported since it was last asked.</summary>
/// <param name="Progress">0 to 1, or null for no change.</param>
/// <param name="Text">What it is at, or null for no change.</param>
/// <param name="Lines">Log lines, oldest first.</param>
internal readonly record struct Reported(double? Progress, string? Text, IReadOnlyList<string> Lines)
{
    public bool IsEmpty => Progress is null && Text is null && Lines.Count == 0;
}
