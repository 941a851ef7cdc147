using System.Net.Http.Json;
using Gnomon.Triggers;

namespace Gnomon.Api;

public sealed partial class HttpApi
{
    /// <inheritdoc/>
    public Task<PublishedBroadcastDocument> BroadcastAsync(
        BroadcastDraftDocument draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var body = JsonContent.Create(draft, GnomonJson.Default.BroadcastDraftDocument);
        return SendAsync(
            HttpMethod.Post, "v1/broadcasts", body, Answers.PublishedBroadcastDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<BroadcastDocument> GetBroadcastAsync(string id, TimeSpan wait, CancellationToken cancellation)
    {
        if (wait > ApiLimits.MaxResultWait) wait = ApiLimits.MaxResultWait;
        var path = WithQuery(
            $"v1/broadcasts/{JobMapping.ToId(id)}",
            ("wait", wait > TimeSpan.Zero ? DurationText.Format(wait) : null));
        return GetAsync(path, Answers.BroadcastDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<BroadcastListDocument> ListBroadcastsAsync(
        string? state, string? cursor, int? limit, CancellationToken cancellation) =>
        GetAsync(
            WithQuery("v1/broadcasts", ("state", state), ("cursor", cursor), ("limit", Number(limit))),
            Answers.BroadcastListDocument,
            cancellation);
}
