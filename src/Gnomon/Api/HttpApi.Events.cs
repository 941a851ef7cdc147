using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Gnomon.Api;

public sealed partial class HttpApi
{
    private const string MissedEvent = "missed";

    /// <summary>Follows what happens in the server's process, from now on and until the server stops.</summary>
    /// <param name="queue">Only events of jobs in this queue; null means all.</param>
    /// <param name="handler">Only events of jobs with this handler; null means all.</param>
    /// <param name="kind">Only events of these kinds, with commas between them; null means all.</param>
    /// <param name="missed">Is told how many events were missed, because they were read too slowly.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ApiException">The server refuses.</exception>
    /// <exception cref="ApiUnreachableException">The server cannot be reached, or the connection broke.</exception>
    public async IAsyncEnumerable<EventDocument> FollowEventsAsync(
        string? queue, string? handler, string? kind, Action<long>? missed = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var path = WithQuery("v1/events", ("queue", queue), ("handler", handler), ("kind", kind));
        using var response = await OpenAsync(path, cancellation).ConfigureAwait(false);
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var items = SseParser.Create(stream).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using (items.ConfigureAwait(false))
            while (await MoveNextAsync(items).ConfigureAwait(false))
                if (items.Current.EventType != MissedEvent)
                    yield return JsonSerializer.Deserialize(items.Current.Data, Answers.EventDocument)!;
                else if (JsonSerializer.Deserialize(items.Current.Data, Answers.MissedDocument) is { } gap)
                    missed?.Invoke(gap.Count);
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new ApiUnreachableException(_server, error);
        }
    }
}
