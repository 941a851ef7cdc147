using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Reads durations in requests and names the member when one is malformed.</summary>
internal static class DurationField
{
    /// <summary>Reads a duration.</summary>
    /// <exception cref="ApiException">400; names the member, shows the text and says what is allowed.</exception>
    public static TimeSpan Parse(string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
            throw ApiProblems.Invalid(field, "is empty; allowed are durations such as 500ms, 5s or 1h30m");
        try
        {
            return DurationText.Parse(text);
        }
        catch (FormatException error)
        {
            throw ApiProblems.Invalid(field, error.Message, error);
        }
    }

    /// <inheritdoc cref="Parse"/>
    public static TimeSpan? ParseOptional(string field, string? text) => text is null ? null : Parse(field, text);

    /// <summary>Writes a duration as <see cref="Parse"/> reads it.</summary>
    public static string? Format(TimeSpan? value) => value is { } some ? DurationText.Format(some) : null;
}
