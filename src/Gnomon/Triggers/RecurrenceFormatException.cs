namespace Gnomon.Triggers;

/// <summary>A text that is not a recurrence rule. The message says which part, where, what was found and what is
/// allowed.</summary>
/// <param name="part">The part at fault (<c>FREQ</c>, <c>BYDAY</c> and so on), or <c>rule</c> when it is the
/// whole.</param>
/// <param name="position">Where the offending text starts in the rule; the first character is 1.</param>
/// <param name="offending">The offending text.</param>
/// <param name="problem">What is wrong with it.</param>
/// <param name="allowed">What is allowed there.</param>
public sealed class RecurrenceFormatException(
    string part, int position, string offending, string problem, string allowed)
    : FormatException($"rrule {part}, column {position}: '{offending}' {problem}; allowed: {allowed}")
{
    /// <summary>The part at fault, or <c>rule</c>.</summary>
    public string Part { get; } = part;

    /// <summary>The column of the offending text; the first is 1.</summary>
    public int Position { get; } = position;

    /// <summary>The offending text.</summary>
    public string Offending { get; } = offending;

    /// <summary>What is allowed there.</summary>
    public string Allowed { get; } = allowed;
}
