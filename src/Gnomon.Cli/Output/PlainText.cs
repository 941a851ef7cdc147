using System.Globalization;
using System.Text;

namespace Gnomon.Cli.Output;

/// <summary>Makes text fit for one line, and harmless for a screen.</summary>
internal static class PlainText
{
    /// <summary>The text without line breaks and other control characters.</summary>
    public static string OneLine(string text) => Clean(text.Trim(), keepLines: false);

    /// <summary>The text without control characters other than line breaks and tabs: an escape sequence could
    /// rewrite what stands on the screen.</summary>
    public static string Harmless(string text) => Clean(text, keepLines: true);

    /// <summary>The text with a space for each control character, so that columns stay where they are.</summary>
    public static string OneCharacterEach(string text) =>
        string.Create(text.Length, text, (clean, from) =>
        {
            for (var i = 0; i < clean.Length; i++) clean[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });

    /// <summary>At most so many characters, the last of them an ellipsis when some are left out.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    /// <summary>An instant in UTC, to the second.</summary>
    public static string Instant(DateTimeOffset? instant) => instant is { } some
        ? some.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : "";

    private static string Clean(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsControl(c) || (keepLines && c is '\n' or '\t')) clean.Append(c);
            else if (!keepLines && c is '\n' or '\t') clean.Append(' ');
        }

        return clean.ToString();
    }
}
