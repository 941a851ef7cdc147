using System.Globalization;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Triggers;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http;

/// <summary>Reads the parameters after the question mark. Unknown ones are refused: a misspelt filter would otherwise
/// list everything.</summary>
internal static class QueryText
{
    /// <summary>Refuses parameters with other names, and repeated ones.</summary>
    /// <exception cref="ApiException">400; names the parameter and what is allowed.</exception>
    public static void Check(HttpRequest request, params ReadOnlySpan<string> allowed)
    {
        foreach (var parameter in request.Query)
        {
            if (!allowed.Contains(parameter.Key))
                throw Invalid(parameter.Key, allowed.Length == 0
                    ? "is not known here; no parameters are allowed"
                    : $"is not known here; allowed are {string.Join(", ", allowed)}");
            if (parameter.Value.Count > 1) throw Invalid(parameter.Key, "is given twice");
        }
    }

    /// <summary>A parameter; null when it is absent or empty.</summary>
    public static string? Text(HttpRequest request, string name) =>
        request.Query[name] is [{ Length: > 0 } text] ? text : null;

    /// <summary>A parameter that is a whole number; null when it is absent or empty.</summary>
    /// <exception cref="ApiException">400: it is something else.</exception>
    public static int? Number(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid(name, $"is '{text}'; allowed is a whole number");
    }

    /// <summary>A parameter that is an instant; null when it is absent or empty.</summary>
    /// <exception cref="ApiException">400: it is something else.</exception>
    public static DateTimeOffset? Instant(HttpRequest request, string name)
    {
        // A plus sign that was not escaped reads as a space.
        if (Text(request, name)?.Replace(' ', '+') is not { } text) return null;
        try
        {
            // The reader of instants in bodies, so that both accept the same.
            return JsonSerializer.Deserialize(
                JsonSerializer.SerializeToUtf8Bytes(text, GnomonJson.Default.String), GnomonJson.Default.DateTimeOffset);
        }
        catch (JsonException)
        {
            throw Invalid(
                name, $"is '{text}'; allowed is an ISO-8601 time with an offset, such as 2026-05-01T08:30:00Z");
        }
    }

    /// <summary>A parameter that is true or false; false when it is absent or empty.</summary>
    /// <exception cref="ApiException">400: it is something else.</exception>
    public static bool Flag(HttpRequest request, string name) => Text(request, name) switch
    {
        null or "false" => false,
        "true" => true,
        var text => throw Invalid(name, $"is '{text}'; allowed are true and false"),
    };

    /// <summary>A parameter that is a duration; zero when it is absent or empty.</summary>
    /// <exception cref="ApiException">400: it is something else.</exception>
    public static TimeSpan Duration(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text) return TimeSpan.Zero;
        try
        {
            return DurationText.Parse(text);
        }
        catch (FormatException error)
        {
            throw Invalid(name, error.Message);
        }
    }

    private static ApiException Invalid(string name, string problem) =>
        new(StatusCodes.Status400BadRequest, "Invalid request", $"{name}: {problem}") { Field = name };
}
