using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gnomon.Api;
using Gnomon.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Http;

/// <summary>Writes events to one client as server-sent events until the client leaves or the server stops. In quiet times
/// a comment tells both ends, and what is between them, that the other still lives.</summary>
internal sealed class EventStream(HttpContext context, EventFollower follower)
{
    /// <summary>The longest silence.</summary>
    internal static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _time =
        context.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;

    public async Task RunAsync()
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await OpenAsync(end.Token).ConfigureAwait(false);
            Task<bool>? next = null;
            while (true)
            {
                next ??= follower.WaitAsync(end.Token).AsTask();
                if (!await WithinAsync(next, end.Token).ConfigureAwait(false))
                {
                    if (!WriteUnread()) Write(": \n\n"u8);
                }
                else if (!await next.ConfigureAwait(false))
                {
                    WriteUnread();
                    await FlushAsync(end.Token).ConfigureAwait(false);
                    return;
                }
                else
                {
                    next = null;
                    WriteUnread();
                }

                await FlushAsync(end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The server stops: the stream just ends, and the client may come again.
        }
    }

    private async ValueTask OpenAsync(CancellationToken cancellation)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        Write(": events of this process from now on\n\n"u8);
        await FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the wait ends before the silence gets too long.</summary>
    private async Task<bool> WithinAsync(Task<bool> next, CancellationToken cancellation)
    {
        try
        {
            await next.WaitAsync(BeatEvery, _time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Writes what there is, up to as much as one buffer of a follower.</summary>
    /// <returns>Whether there was anything.</returns>
    private bool WriteUnread()
    {
        var count = 0;
        for (; count < EventLimits.MaxUnread && follower.TryRead(out var next); count++)
        {
            if (next.Missed > 0)
                Write("", "missed", new MissedDocument(next.Missed), ApiJson.Answers.MissedDocument);
            if (next.Event is { } happened)
                Write(
                    next.Number.ToString(CultureInfo.InvariantCulture), EventText.Name(happened.Kind),
                    EventText.ToDocument(happened), ApiJson.Answers.EventDocument);
        }

        return count > 0;
    }

    private void Write<T>(string id, string name, T document, JsonTypeInfo<T> info)
    {
        if (id.Length > 0) Write(Encoding.UTF8.GetBytes($"id: {id}\n"));
        Write(Encoding.UTF8.GetBytes($"event: {name}\ndata: "));
        // JSON of one line: line breaks inside texts are escaped.
        Write(JsonSerializer.SerializeToUtf8Bytes(document, info));
        Write("\n\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes) => context.Response.BodyWriter.Write(bytes);

    private async ValueTask FlushAsync(CancellationToken cancellation) =>
        await context.Response.BodyWriter.FlushAsync(cancellation).ConfigureAwait(false);
}
