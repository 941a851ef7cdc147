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
    public async Task<JobDocument> GetJobAsync(string id, CancellationToken cancellation) =>
        JobMapping.ToDocument(await FindAsync(JobMapping.ToId(id), cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<JobListDocument> ListJobsAsync(JobListQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filter = new JobFilter
        {
            State = query.State is null ? null : StateText.Parse("state", query.State),
            Queue = query.Queue,
            Handler = query.Handler,
            Tag = query.Tag,
            Schedule = query.Schedule,
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

    /// <inheritdoc/>
    public async Task<ControlDocument> CancelAsync(string id, CancellationToken cancellation) =>
        await ControlAsync(ControlAction.Cancel, id, cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<ControlDocument> RetryAsync(string id, CancellationToken cancellation) =>
        await ControlAsync(ControlAction.Retry, id, cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task DeleteAsync(string id, CancellationToken cancellation) =>
        await ControlAsync(ControlAction.Delete, id, cancellation).ConfigureAwait(false);

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
        var warnings = new SubmitWarnings(nodes, now);
        var answers = new SubmittedJobDocument[results.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = JobMapping.ToDocument(
                results[i], results[i].Outcome == EnqueueOutcome.Created ? warnings.Of(drafts[i]) : []);
        return answers;
    }

    private async ValueTask<Job> FindAsync(JobId id, CancellationToken cancellation) =>
        await CallAsync(() => _parts.Query.GetJobAsync(id, cancellation)).ConfigureAwait(false) ?? throw Unknown(id);

    private async ValueTask<ControlDocument> ControlAsync(
        ControlAction action, string id, CancellationToken cancellation)
    {
        var job = JobMapping.ToId(id);
        var answer = await CallAsync(() => _parts.Store.ControlAsync(new ControlRequest(action, [job]), cancellation))
            .ConfigureAwait(false);
        var (outcome, state) = (answer.Results[0].Outcome, StateText.Format(answer.Results[0].State));
        return outcome switch
        {
            ControlOutcome.NotFound => throw Unknown(job),
            ControlOutcome.NotAllowed => throw ApiProblems.Conflict(action switch
            {
                ControlAction.Cancel => $"Job {job} is {state}: it has ended and cannot be cancelled.",
                ControlAction.Retry => $"Job {job} is {state}: only a job that has ended can be retried.",
                _ => $"Job {job} is {state}: only a job that has ended can be deleted; cancel it first.",
            }),
            ControlOutcome.Requested => new ControlDocument(job.ToString(), ControlDocument.Requested, state),
            _ => new ControlDocument(job.ToString(), ControlDocument.Done, state),
        };
    }
}
