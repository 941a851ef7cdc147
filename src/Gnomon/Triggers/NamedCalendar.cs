using System.Globalization;

namespace Gnomon.Triggers;

/// <summary>Days that have a name together, such as the holidays of a country.</summary>
/// <param name="Name">Its name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 64 of them.</param>
/// <param name="Dates">The days.</param>
public sealed record NamedCalendar(string Name, IReadOnlyCollection<DateOnly> Dates)
{
    internal const int MaxNameLength = 64;

    internal const string NameRule = "a name has letters, digits, -, _ and ., at most 64 of them";

    /// <summary>The exclusion of its days in a zone.</summary>
    /// <exception cref="ArgumentException">There is no date, or the name is not one.</exception>
    public DateExclusion In(TimeZoneInfo zone) => new(Dates, zone, Name);

    /// <summary>Reads one day, such as <c>2026-12-25</c>.</summary>
    internal static bool TryParseDate(string? text, out DateOnly date) => DateOnly.TryParseExact(
        text, TriggerText.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    internal static string NotDate(string? text) => $"'{Excerpt.Of(text)}' is not a date; allowed are dates such as 2026-12-25";

    internal static bool IsName(string text) => text.Length is > 0 and <= MaxNameLength
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
