using System.Net;
using System.Net.Http.Json;

namespace Gnomon.Api;

public sealed partial class HttpApi
{
    /// <inheritdoc/>
    public async Task<PutScheduleResult> PutScheduleAsync(
        string id, ScheduleDocument schedule, long? ifRevision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        using var request = new HttpRequestMessage(HttpMethod.Put, SchedulePath(id))
        {
            Content = JsonContent.Create(schedule, GnomonJson.Default.ScheduleDocument),
        };
        if (ifRevision == 0) request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        else if (ifRevision is not null) request.Headers.TryAddWithoutValidation("If-Match", $"\"{ifRevision}\"");
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation).ConfigureAwait(false);
        var stored = await ReadAsync(response, Answers.ScheduleDocument, cancellation).ConfigureAwait(false);
        return new PutScheduleResult(stored, response.StatusCode == HttpStatusCode.Created);
    }

    /// <inheritdoc/>
    public Task<ScheduleDocument> GetScheduleAsync(string id, CancellationToken cancellation) =>
        GetAsync(SchedulePath(id), Answers.ScheduleDocument, cancellation);

    /// <inheritdoc/>
    public Task<ScheduleListDocument> ListSchedulesAsync(string? cursor, int? limit, CancellationToken cancellation) =>
        GetAsync(
            WithQuery("v1/schedules", ("cursor", cursor), ("limit", Number(limit))),
            Answers.ScheduleListDocument,
            cancellation);

    /// <inheritdoc/>
    public async Task RemoveScheduleAsync(string id, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Delete, SchedulePath(id), null, cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<SubmittedJobDocument> TriggerScheduleAsync(string id, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, SchedulePath(id, "/trigger"), null, Answers.SubmittedJobDocument, cancellation);

    /// <inheritdoc/>
    public Task<ScheduleDocument> PauseScheduleAsync(string id, string? reason, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Post,
            SchedulePath(id, "/pause"),
            JsonContent.Create(new PauseDocument(reason), GnomonJson.Default.PauseDocument),
            Answers.ScheduleDocument,
            cancellation);

    /// <inheritdoc/>
    public Task<ScheduleDocument> ResumeScheduleAsync(string id, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, SchedulePath(id, "/resume"), null, Answers.ScheduleDocument, cancellation);

    /// <inheritdoc/>
    public Task<TickListDocument> ListTicksAsync(
        string id, string? cursor, int? limit, CancellationToken cancellation) =>
        GetAsync(
            WithQuery(SchedulePath(id, "/ticks"), ("cursor", cursor), ("limit", Number(limit))),
            Answers.TickListDocument,
            cancellation);

    /// <inheritdoc/>
    public Task<NextTicksDocument> ListNextTicksAsync(string id, int? count, CancellationToken cancellation) =>
        GetAsync(
            WithQuery(SchedulePath(id, "/next"), ("count", Number(count))), Answers.NextTicksDocument, cancellation);

    private static string SchedulePath(string id, string operation = "") =>
        $"v1/schedules/{Segment("id", id)}{operation}";
}
