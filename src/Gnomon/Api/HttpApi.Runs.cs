using System.Net.Http.Json;
using Gnomon.Triggers;

namespace Gnomon.Api;

public sealed partial class HttpApi
{
    /// <inheritdoc/>
    public Task<TriggeredDocument> TriggerScheduleAsync(
        string id, TriggerRequestDocument? request, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Post,
            SchedulePath(id, "/trigger"),
            request is null ? null : JsonContent.Create(request, GnomonJson.Default.TriggerRequestDocument),
            Answers.TriggeredDocument,
            cancellation);

    /// <inheritdoc/>
    public Task<BackfilledDocument> BackfillScheduleAsync(
        string id, BackfillRequestDocument request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync(
            HttpMethod.Post,
            SchedulePath(id, "/backfill"),
            JsonContent.Create(request, GnomonJson.Default.BackfillRequestDocument),
            Answers.BackfilledDocument,
            cancellation);
    }

    /// <inheritdoc/>
    public Task<ScheduleExplanationDocument> ExplainScheduleAsync(
        string id, ScheduleExplainQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return GetAsync(
            WithQuery(
                SchedulePath(id, "/explain"), ("at", Instant(query.At)), ("from", Instant(query.From)),
                ("to", Instant(query.To)), ("limit", Number(query.Limit))),
            Answers.ScheduleExplanationDocument,
            cancellation);
    }

    private static string? Instant(DateTimeOffset? instant) => instant is { } some ? InstantText.Format(some) : null;
}
