namespace Gnomon.Triggers;

/// <summary>A text that is not a cron expression. The message says which field, where, what was found and what is
/// allowed.</summary>
/// <param name="field">The field at fault (<c>minute</c>, <c>hour</c>, <c>day-of-month</c>, <c>month</c>,
/// <c>day-of-week</c>), or <c>expression</c> when it is the whole.</param>
/// <param name="position">Where the offending text starts in the expression; the first character is 1.</param>
/// <param name="offending">The offending text.</param>
/// <param name="problem">What is wrong with it.</param>
/// <param name="allowed">What is allowed there.</param>
public sealed class CronFormatException(
    string field, int position, string offending, string problem, string allowed)
    : FormatException($"cron {field}, column {position}: '{offending}' {problem}; allowed: {allowed}")
{
    /// <summary>The field at fault, or <c>expression</c>.</summary>
    public string Field { get; } = field;

    /// <summary>The column of the offending text; the first is 1.</summary>
    public int Position { get; } = position;

    /// <summary>The offending text.</summary>
    public string Offending { get; } = offending;

    /// <summary>What is allowed there.</summary>
    public string Allowed { get; } = allowed;
}
