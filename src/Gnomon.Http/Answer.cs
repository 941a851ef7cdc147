using System.Text.Json.Serialization.Metadata;
using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    /// <summary>Writes a document with a status.</summary>
    public static Task JsonAsync<T>(HttpContext context, int status, T document, JsonTypeInfo<T> info)
    {
        Prepare(context.Response, status);
        return context.Response.WriteAsJsonAsync(
            document, info, contentType: "application/json; charset=utf-8", context.RequestAborted);
    }

    /// <summary>Writes a document with status 200.</summary>
    public static Task OkAsync<T>(HttpContext context, T document, JsonTypeInfo<T> info) =>
        JsonAsync(context, StatusCodes.Status200OK, document, info);

    /// <summary>Says that it is done and there is nothing to show.</summary>
    public static void Nothing(HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    /// <summary>Writes a refusal.</summary>
    public static Task ProblemAsync(HttpContext context, ApiException error)
    {
        Prepare(context.Response, error.Status);
        return context.Response.WriteAsJsonAsync(
            error.ToDocument(),
            ApiJson.Answers.ProblemDocument,
            contentType: "application/problem+json",
            context.RequestAborted);
    }

    // Browsers must take JSON for JSON, whatever it contains.
    private static void Prepare(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
    }
}
