using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    private static ReadOnlySpan<byte> LineEnd => "\n"u8;

    /// <summary>Writes a document with a status.</summary>
    public static Task JsonAsync<T>(HttpContext context, int status, T document, JsonTypeInfo<T> info) =>
        WriteAsync(context, status, document, info, "application/json; charset=utf-8");

    /// <summary>Writes a document with status 200.</summary>
    public static Task OkAsync<T>(HttpContext context, T document, JsonTypeInfo<T> info) =>
        JsonAsync(context, StatusCodes.Status200OK, document, info);

    /// <summary>Writes text with status 200.</summary>
    public static async Task TextAsync(HttpContext context, string text)
    {
        var response = context.Response;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Says that it is done and there is nothing to show.</summary>
    public static void Nothing(HttpContext context) => context.Response.StatusCode = StatusCodes.Status204NoContent;

    /// <summary>Writes a refusal.</summary>
    public static Task ProblemAsync(HttpContext context, ApiException error) => WriteAsync(
        context, error.Status, error.ToDocument(), ApiJson.Answers.ProblemDocument, "application/problem+json");

    private static async Task WriteAsync<T>(
        HttpContext context, int status, T document, JsonTypeInfo<T> info, string contentType)
    {
        // Whole before it is sent, so that it has a length; and with a line end, for people with a terminal.
        var json = JsonSerializer.SerializeToUtf8Bytes(document, info);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = json.Length + LineEnd.Length;
        // Browsers must take JSON for JSON, whatever it contains.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.BodyWriter.Write(json);
        response.BodyWriter.Write(LineEnd);
        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }
}
