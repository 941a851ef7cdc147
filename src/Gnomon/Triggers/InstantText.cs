using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Gnomon.Triggers;

/// <summary>Instants as text: ISO 8601 with an offset, written in UTC and without trailing zeros. A time without an
/// offset is refused, for it means another instant on each machine.</summary>
internal static class InstantText
{
    /// <summary>What an instant must look like, for error texts.</summary>
    public const string Allowed = "an ISO-8601 time with an offset, such as 2026-05-01T08:30:00Z";

    // Ticks of 100 ns hold seven digits of a second; other languages write nine.
    private const int MaxFractionDigits = 7;

    private static readonly string[] Formats = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK"];

    /// <summary>Writes an instant in UTC, with as many digits of the second as it has.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    /// <summary>Reads an instant.</summary>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static DateTimeOffset Parse(string text) => TryParse(text, out var instant)
        ? instant.ToUniversalTime()
        : throw new FormatException($"'{Excerpt.Of(text)}' is not an instant; allowed is {Allowed}");

    /// <summary>Reads an instant; digits of the second beyond the seventh are cut.</summary>
    /// <returns>False when the text is none, or lacks an offset.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null) return false;
        if (!text.EndsWith('Z') && text.LastIndexOfAny(['+', '-']) < "yyyy-MM-dd".Length) return false;
        return DateTimeOffset.TryParseExact(
            CutFraction(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    private static string CutFraction(string text)
    {
        var first = text.IndexOf('.') + 1;
        if (first == 0) return text;
        var end = first;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        var extra = end - first - MaxFractionDigits;
        return extra <= 0 ? text : text.Remove(first + MaxFractionDigits, extra);
    }
}
