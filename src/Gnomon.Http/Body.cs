using System.Buffers;
using Gnomon.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gnomon.Http;

/// <summary>Reads bodies of requests, whole and bounded.</summary>
internal static class Body
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiException">413: it is longer than <see cref="ApiLimits.MaxBodyBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > ApiLimits.MaxBodyBytes) throw TooLarge();

        // The server stops reading from the connection at the cap; servers without the feature are bounded below.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ApiLimits.MaxBodyBytes;
        try
        {
            return await ReadToEndAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadToEndAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.Buffer.Length > ApiLimits.MaxBodyBytes) throw TooLarge();
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static ApiException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge,
        "Too large",
        $"The body is longer than {ApiLimits.MaxBodyBytes:N0} bytes, the most that one request may carry.");
}
