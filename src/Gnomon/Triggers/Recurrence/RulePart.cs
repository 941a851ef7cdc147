namespace Gnomon.Triggers.Recurrence;

/// <summary>A part of a rule's text.</summary>
/// <param name="Name">Its name in capitals.</param>
/// <param name="Whole">All of it: <c>NAME=value</c>.</param>
/// <param name="Value">What is behind the equals sign.</param>
internal sealed record RulePart(string Name, TextPiece Whole, TextPiece Value)
{
    /// <summary>The error that its value is wrong.</summary>
    public RecurrenceFormatException Refuse(string problem, string allowed) =>
        new(Name, Value.Column, Value.Text, problem, allowed);

    /// <summary>The error that it may not stand where it does.</summary>
    public RecurrenceFormatException RefuseWhole(string problem, string allowed) =>
        new(Name, Whole.Column, Whole.Text, problem, allowed);
}
