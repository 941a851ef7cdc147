using System.Net.Http.Json;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>The API of a server, over HTTP.</summary>
/// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is the server. Whoever made it disposes of it; its time
/// limit must be longer than <see cref="ApiLimits.MaxResultWait"/>.</param>
public sealed partial class HttpApi(HttpClient http) : IGnomonApi
{
    private readonly HttpClient _http = http ?? throw new ArgumentNullException(nameof(http));
    private readonly Uri _server = http.BaseAddress
        ?? throw new ArgumentException("The client needs the server's address as its BaseAddress.", nameof(http));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SubmittedJobDocument>> SubmitAsync(
        IReadOnlyList<JobDraftDocument> drafts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count != 1)
            return await SendAsync(
                HttpMethod.Post,
                "v1/jobs",
                JsonContent.Create(drafts, GnomonJson.Default.IReadOnlyListJobDraftDocument),
                Answers.IReadOnlyListSubmittedJobDocument,
                cancellation).ConfigureAwait(false);
        var body = JsonContent.Create(drafts[0], GnomonJson.Default.JobDraftDocument);
        return [await SendAsync(HttpMethod.Post, "v1/jobs", body, Answers.SubmittedJobDocument, cancellation)
            .ConfigureAwait(false)];
    }

    /// <inheritdoc/>
    public Task<JobDocument> GetJobAsync(string id, CancellationToken cancellation) =>
        GetAsync(JobPath(id), Answers.JobDocument, cancellation);

    /// <inheritdoc/>
    public Task<JobListDocument> ListJobsAsync(JobListQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path = WithQuery(
            "v1/jobs",
            ("state", query.State),
            ("queue", query.Queue),
            ("handler", query.Handler),
            ("tag", query.Tag),
            ("schedule", query.Schedule),
            ("workflow", query.Workflow),
            ("onNode", query.OnNode),
            ("cursor", query.Cursor),
            ("limit", Number(query.Limit)));
        return GetAsync(path, Answers.JobListDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<JobResultDocument> GetResultAsync(string id, TimeSpan wait, CancellationToken cancellation)
    {
        if (wait > ApiLimits.MaxResultWait) wait = ApiLimits.MaxResultWait;
        var path = WithQuery(
            JobPath(id, "result"), ("wait", wait > TimeSpan.Zero ? DurationText.Format(wait) : null));
        return GetAsync(path, Answers.JobResultDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<ControlDocument> CancelAsync(string id, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, JobPath(id, "cancel"), null, Answers.ControlDocument, cancellation);

    /// <inheritdoc/>
    public Task<ControlDocument> RetryAsync(string id, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, JobPath(id, "retry"), null, Answers.ControlDocument, cancellation);

    /// <inheritdoc/>
    public async Task DeleteAsync(string id, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Delete, JobPath(id), null, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<ControlDocument> RunNowAsync(string id, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, JobPath(id, "run"), null, Answers.ControlDocument, cancellation);

    /// <inheritdoc/>
    public Task<ControlDocument> ChangePriorityAsync(string id, int priority, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Post,
            JobPath(id, "priority"),
            JsonContent.Create(new PriorityDocument(priority), GnomonJson.Default.PriorityDocument),
            Answers.ControlDocument,
            cancellation);

    /// <inheritdoc/>
    public Task<ControlDocument> PinAsync(string id, string? node, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Post,
            JobPath(id, "pin"),
            JsonContent.Create(new PinDocument(node), GnomonJson.Default.PinDocument),
            Answers.ControlDocument,
            cancellation);

    /// <inheritdoc/>
    public Task<ControlCountsDocument> ControlAsync(
        ControlAction action, JobFilterDocument filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var body = JsonContent.Create(filter, GnomonJson.Default.JobFilterDocument);
        return SendAsync(
            HttpMethod.Post, $"v1/jobs/{Word(action)}", body, Answers.ControlCountsDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<LogsDocument> GetLogsAsync(string id, CancellationToken cancellation) =>
        GetAsync(JobPath(id, "logs"), Answers.LogsDocument, cancellation);

    /// <inheritdoc/>
    public Task<ExplanationDocument> ExplainAsync(string id, CancellationToken cancellation) =>
        GetAsync(JobPath(id, "explain"), Answers.ExplanationDocument, cancellation);

    /// <inheritdoc/>
    public Task<StatsDocument> GetStatsAsync(int? days, CancellationToken cancellation) =>
        GetAsync(WithQuery("v1/stats", ("days", Number(days))), Answers.StatsDocument, cancellation);

    /// <inheritdoc/>
    public Task<QueueListDocument> ListQueuesAsync(CancellationToken cancellation) =>
        GetAsync("v1/queues", Answers.QueueListDocument, cancellation);

    /// <inheritdoc/>
    public Task<QueueDocument> SetQueuePausedAsync(string name, bool paused, CancellationToken cancellation) =>
        SendAsync(
            HttpMethod.Post,
            $"v1/queues/{Segment("name", name)}/{(paused ? "pause" : "resume")}",
            null,
            Answers.QueueDocument,
            cancellation);

    /// <inheritdoc/>
    public Task<QueueDocument> PutLimitsAsync(string name, LimitsDocument limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var body = JsonContent.Create(limits, GnomonJson.Default.LimitsDocument);
        return SendAsync(
            HttpMethod.Put, $"v1/queues/{Segment("name", name)}/limits", body, Answers.QueueDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<NodeListDocument> ListNodesAsync(CancellationToken cancellation) =>
        GetAsync("v1/nodes", Answers.NodeListDocument, cancellation);

    private static string Word(ControlAction action) => action switch
    {
        ControlAction.Cancel => "cancel",
        ControlAction.Retry => "retry",
        ControlAction.Delete => "delete",
        ControlAction.RunNow => "run",
        ControlAction.ChangePriority => "priority",
        ControlAction.Pin => "pin",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "is no change that can be asked for"),
    };

    // A malformed id is refused here in the server's own words: sent as it is, it could name another path.
    private static string JobPath(string id, string? operation = null) =>
        operation is null ? $"v1/jobs/{JobMapping.ToId(id)}" : $"v1/jobs/{JobMapping.ToId(id)}/{operation}";
}
