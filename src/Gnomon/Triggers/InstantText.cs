using System.Globalization;

namespace Gnomon.Triggers;

/// <summary>Instants in trigger texts: ISO 8601 with an offset, written in UTC and without trailing zeros.</summary>
internal static class InstantText
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is not an instant.</exception>
    public static DateTimeOffset Parse(string text) =>
        DateTimeOffset.TryParseExact(
            text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : throw new FormatException(
                $"'{text}' is not an instant; write one with an offset, such as 2026-11-21T10:00:00Z or "
                + "2026-11-21T18:00:00.5+08:00");
}
