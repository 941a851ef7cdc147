using System.Net.Http.Json;

namespace Gnomon.Api;

public sealed partial class HttpApi
{
    /// <inheritdoc/>
    public Task<SetChangeDocument> PutScheduleSetAsync(
        string name, ScheduleSetDocument set, bool dryRun, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Put,
            WithQuery(SetPath(name), ("dryRun", dryRun ? "true" : null)),
            JsonContent.Create(set, GnomonJson.Default.ScheduleSetDocument),
            Answers.SetChangeDocument,
            cancellation);

    /// <inheritdoc/>
    public Task<StoredSetDocument> GetScheduleSetAsync(string name, CancellationToken cancellation) =>
        GetAsync(SetPath(name), Answers.StoredSetDocument, cancellation);

    /// <inheritdoc/>
    public Task<StoredSetListDocument> ListScheduleSetsAsync(
        string? cursor, int? limit, CancellationToken cancellation) =>
        GetAsync(
            WithQuery("v1/schedule-sets", ("cursor", cursor), ("limit", Number(limit))),
            Answers.StoredSetListDocument,
            cancellation);

    /// <inheritdoc/>
    public async Task RemoveScheduleSetAsync(string name, bool forget, CancellationToken cancellation)
    {
        var path = WithQuery(SetPath(name), ("forget", forget ? "true" : null));
        using var response = await SendAsync(HttpMethod.Delete, path, null, cancellation).ConfigureAwait(false);
    }

    private static string SetPath(string name) => $"v1/schedule-sets/{Segment("set", name)}";
}
