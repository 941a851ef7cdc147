using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SubmittedJobDocument>> SubmitAsync(
        IReadOnlyList<JobDraftDocument> drafts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count == 0) return [];
        if (drafts.Count > JobLimits.MaxBatch)
            throw ApiProblems.TooLarge(
                $"{drafts.Count:N0} jobs were given; at most {JobLimits.MaxBatch:N0} are allowed at once.");
        var now = _time.GetUtcNow();
        var mapped = new JobDraft[drafts.Count];
        for (var i = 0; i < mapped.Length; i++) mapped[i] = ToDraft(drafts, i, now);
        return await EnqueueAsync(mapped, now, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<JobDocument> GetJobAsync(string id, CancellationToken cancellation)
    {
        var job = await FindAsync(JobMapping.ToId(id), cancellation).ConfigureAwait(false);
        if (job.Spec.Workflow is not { } place) return JobMapping.ToDocument(job);
        var names = new Dictionary<JobId, string>();
        await AddNamesAsync(job, names, cancellation).ConfigureAwait(false);
        return JobMapping.ToDocument(job) with { After = WorkflowStates.ToAfter(place, names) };
    }

    /// <inheritdoc/>
    public async Task<JobListDocument> ListJobsAsync(JobListQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filter = ToFilter(query.State, query.Queue, query.Handler, query.Tag, query.Schedule)
            with
            {
                Node = query.OnNode,
                Workflow = query.Workflow is { } workflow ? WorkflowMapping.ToId("workflow", workflow) : null,
            };
        var page = await CallAsync(
            () => _parts.Query.ListJobsAsync(filter, query.Cursor, ToLimit(query.Limit), cancellation))
            .ConfigureAwait(false);
        return new JobListDocument([.. page.Items.Select(JobMapping.ToDocument)], page.Next);
    }

    /// <inheritdoc/>
    public async Task<LogsDocument> GetLogsAsync(string id, CancellationToken cancellation)
    {
        var job = JobMapping.ToId(id);
        var lines = await CallAsync(() => _parts.Query.GetLogsAsync(job, cancellation)).ConfigureAwait(false);
        return new LogsDocument(lines ?? throw Unknown(job));
    }

    private static JobFilter ToFilter(string? state, string? queue, string? handler, string? tag, string? schedule) =>
        new()
        {
            State = state is null ? null : StateText.Parse("state", state),
            Queue = queue,
            Handler = handler,
            Tag = tag,
            Schedule = schedule,
        };

    private static ApiException Unknown(JobId id) => ApiProblems.NotFound($"There is no job {id}.");

    private static JobDraft ToDraft(IReadOnlyList<JobDraftDocument> drafts, int index, DateTimeOffset now)
    {
        try
        {
            return JobMapping.ToDraft(drafts[index], now);
        }
        catch (ApiException error) when (drafts.Count > 1)
        {
            var detail = $"Job {index + 1} of {drafts.Count}: {error.Detail}";
            throw new ApiException(error.Status, error.Title, detail, error)
            {
                Field = string.IsNullOrEmpty(error.Field) ? $"[{index}]" : $"[{index}].{error.Field}",
            };
        }
    }

    private async Task<IReadOnlyList<SubmittedJobDocument>> EnqueueAsync(
        JobDraft[] drafts, DateTimeOffset now, CancellationToken cancellation)
    {
        // The nodes first: once the jobs are stored, nothing may fail before the answer.
        var nodes = await CallAsync(() => _parts.Cluster.ListAsync(cancellation)).ConfigureAwait(false);
        var results = await CallAsync(() => _parts.Store.EnqueueAsync(drafts, cancellation)).ConfigureAwait(false);
        CheckNotRefused(drafts, results);
        var warnings = new SubmitWarnings(nodes, now);
        var answers = new SubmittedJobDocument[results.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = JobMapping.ToDocument(
                results[i], results[i].Outcome == EnqueueOutcome.Created ? warnings.Of(drafts[i]) : []);
        return answers;
    }

    private static void CheckNotRefused(JobDraft[] drafts, IReadOnlyList<EnqueueResult> results)
    {
        for (var i = 0; i < drafts.Length; i++)
        {
            if (results[i].Outcome != EnqueueOutcome.Rejected) continue;
            var (holder, key) = (results[i].Job.ToString(), drafts[i].Spec.Key);
            throw drafts.Length == 1
                ? ApiProblems.Duplicate("key", holder, $"Job {holder} holds the key '{key}'; nothing is stored.")
                : ApiProblems.Duplicate(
                    $"[{i}].key", holder,
                    $"Job {i + 1} of {drafts.Length}: job {holder} holds the key '{key}'; none of them is stored.");
        }
    }

    private async ValueTask<Job> FindAsync(JobId id, CancellationToken cancellation) =>
        await CallAsync(() => _parts.Query.GetJobAsync(id, cancellation)).ConfigureAwait(false) ?? throw Unknown(id);
}
