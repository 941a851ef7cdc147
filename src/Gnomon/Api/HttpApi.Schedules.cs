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
        Expect(request, ifRevision);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation)
            .ConfigureAwait(false);
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
    public async Task RemoveScheduleAsync(string id, long? ifRevision, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, SchedulePath(id));
        Expect(request, ifRevision);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<ScheduleDocument> PauseScheduleAsync(
        string id, string? reason, long? ifRevision, CancellationToken cancellation) =>
        ChangeAsync(
            SchedulePath(id, "/pause"), JsonContent.Create(new PauseDocument(reason), GnomonJson.Default.PauseDocument),
            ifRevision, cancellation);

    /// <inheritdoc/>
    public Task<ScheduleDocument> ResumeScheduleAsync(string id, long? ifRevision, CancellationToken cancellation) =>
        ChangeAsync(SchedulePath(id, "/resume"), null, ifRevision, cancellation);

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

    private async Task<ScheduleDocument> ChangeAsync(
        string path, HttpContent? content, long? ifRevision, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        Expect(request, ifRevision);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation)
            .ConfigureAwait(false);
        return await ReadAsync(response, Answers.ScheduleDocument, cancellation).ConfigureAwait(false);
    }

    private static void Expect(HttpRequestMessage request, long? revision)
    {
        if (revision == 0) request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        else if (revision is not null) request.Headers.TryAddWithoutValidation("If-Match", $"\"{revision}\"");
    }

    private static string SchedulePath(string id, string operation = "") =>
        $"v1/schedules/{Segment("id", id)}{operation}";
}
