using System.Net.Http.Json;
using System.Text.Json;
using Gnomon.Triggers;

namespace Gnomon.Api;

public sealed partial class HttpApi
{
    /// <inheritdoc/>
    public Task<SubmittedWorkflowDocument> SubmitWorkflowAsync(
        WorkflowDraftDocument workflow, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        var body = JsonContent.Create(workflow, GnomonJson.Default.WorkflowDraftDocument);
        return SendAsync(HttpMethod.Post, "v1/workflows", body, Answers.SubmittedWorkflowDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<WorkflowDocument> GetWorkflowAsync(string id, TimeSpan wait, CancellationToken cancellation)
    {
        if (wait > ApiLimits.MaxResultWait) wait = ApiLimits.MaxResultWait;
        var path = WithQuery(WorkflowPath(id), ("wait", wait > TimeSpan.Zero ? DurationText.Format(wait) : null));
        return GetAsync(path, Answers.WorkflowDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<WorkflowListDocument> ListWorkflowsAsync(WorkflowListQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var path = WithQuery(
            "v1/workflows",
            ("state", query.State),
            ("schedule", query.Schedule),
            ("cursor", query.Cursor),
            ("limit", Number(query.Limit)));
        return GetAsync(path, Answers.WorkflowListDocument, cancellation);
    }

    /// <inheritdoc/>
    public Task<StepListDocument> ListStepsAsync(
        string id, string? cursor, int? limit, CancellationToken cancellation) =>
        GetAsync(
            WithQuery(WorkflowPath(id, "/steps"), ("cursor", cursor), ("limit", Number(limit))),
            Answers.StepListDocument,
            cancellation);

    /// <inheritdoc/>
    public async Task<string> DrawWorkflowAsync(string id, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Get, WorkflowPath(id, "/picture"), null, cancellation)
            .ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> CancelWorkflowAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(id, "/cancel", null, cancellation);

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> RetryWorkflowAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(id, "/retry", null, cancellation);

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> RestartWorkflowAsync(string id, CancellationToken cancellation) =>
        ChangeAsync(id, "/restart", null, cancellation);

    /// <inheritdoc/>
    public async Task DeleteWorkflowAsync(string id, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Delete, WorkflowPath(id), null, cancellation)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<WorkflowControlDocument> SignalWorkflowAsync(
        string id, string signal, JsonElement? payload, CancellationToken cancellation)
    {
        var body = payload is { } value ? JsonContent.Create(value, GnomonJson.Default.JsonElement) : null;
        return ChangeAsync(id, $"/signals/{Segment("signal", signal)}", body, cancellation);
    }

    private static string WorkflowPath(string id, string operation = "") =>
        $"v1/workflows/{WorkflowMapping.ToId(id)}{operation}";

    private Task<WorkflowControlDocument> ChangeAsync(
        string id, string operation, HttpContent? body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, WorkflowPath(id, operation), body, Answers.WorkflowControlDocument, cancellation);
}
