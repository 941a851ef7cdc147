namespace Gnomon.Triggers;

/// <summary>Reads the text form of triggers.</summary>
public static class TriggerText
{
    /// <summary>Reads what <see cref="Trigger.Text"/> wrote.</summary>
    public static Trigger Parse(string text) => throw new FormatException(text);
}
