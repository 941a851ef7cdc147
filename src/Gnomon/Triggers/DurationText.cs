namespace Gnomon.Triggers;

/// <summary>Temp.</summary>
public static class DurationText
{
    /// <summary>Temp.</summary>
    public static string Format(TimeSpan span) => span.ToString();
    /// <summary>Temp.</summary>
    public static TimeSpan Parse(string s) => throw new FormatException(s);
    /// <summary>Temp.</summary>
    public static bool TryParse(string s, out TimeSpan t) => throw new FormatException(s);
}
