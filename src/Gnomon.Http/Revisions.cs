using System.Globalization;
using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http;

/// <summary>Revisions as HTTP states them: an entity tag such as <c>"3"</c>.</summary>
internal static class Revisions
{
    /// <summary>The revision that the caller expects: that of <c>If-Match</c>; 0 with <c>If-None-Match: *</c>, when
    /// there must be none yet; null when the caller does not say.</summary>
    /// <exception cref="ApiException">400: the header holds something else.</exception>
    public static long? Expected(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch is [var none])
            return none == "*" ? 0 : throw Invalid("If-None-Match", none, "*");
        if (request.Headers.IfMatch is not [var match]) return null;
        return long.TryParse(match?.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw Invalid("If-Match", match, "a revision such as \"3\"");
    }

    /// <summary>Tells the caller the revision.</summary>
    public static void Show(HttpResponse response, long? revision)
    {
        if (revision is not null) response.Headers.ETag = $"\"{revision}\"";
    }

    private static ApiException Invalid(string header, string? text, string allowed) => new(
        StatusCodes.Status400BadRequest, "Invalid request", $"{header}: is '{text}'; allowed is {allowed}");
}
