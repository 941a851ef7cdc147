using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    /// <inheritdoc/>
    public async Task<QueueListDocument> ListQueuesAsync(CancellationToken cancellation)
    {
        var stats = await CallAsync(() => _parts.Query.GetStatsAsync(cancellation)).ConfigureAwait(false);
        return new QueueListDocument([.. stats.Queues.Select(ToDocument)], null);
    }

    /// <inheritdoc/>
    public Task<QueueDocument> SetQueuePausedAsync(string name, bool paused, CancellationToken cancellation) =>
        ChangeQueueAsync(new QueueChange(name, paused), cancellation);

    /// <inheritdoc/>
    public Task<QueueDocument> PutLimitsAsync(string name, LimitsDocument limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return ChangeQueueAsync(new QueueChange(name, Limits: LimitsMapping.ToLimits(limits)), cancellation);
    }

    /// <inheritdoc/>
    public async Task<ExplanationDocument> ExplainAsync(string id, CancellationToken cancellation)
    {
        var job = JobMapping.ToId(id);
        var explainer = new JobExplainer(_parts);
        var explained = await CallAsync(() => new ValueTask<JobExplanation?>(explainer.ExplainAsync(job, cancellation)))
            .ConfigureAwait(false) ?? throw Unknown(job);
        return new ExplanationDocument(
            explained.Job.ToString(),
            StateText.Format(explained.State),
            JsonNamingPolicy.CamelCase.ConvertName(explained.Reason.ToString()),
            explained.Text)
        {
            Until = explained.Until,
            Since = explained.Since,
            Node = explained.Node,
            Limit = explained.Limit,
            Running = explained.Running,
            Behind = explained.Behind?.ToString(),
            Missing = explained.MissingCount is null ? null : explained.Missing,
            MissingCount = explained.MissingCount,
            Ahead = explained.Ahead,
        };
    }

    private async Task<QueueDocument> ChangeQueueAsync(QueueChange change, CancellationToken cancellation)
    {
        CheckName("name", change.Queue);
        await CallAsync(() => _parts.Store.SetQueueAsync(change, cancellation)).ConfigureAwait(false);
        var stats = await CallAsync(() => _parts.Query.GetStatsAsync(cancellation)).ConfigureAwait(false);
        var queue = stats.Queues.FirstOrDefault(q => q.Name == change.Queue);
        // A queue without jobs and settings is not listed.
        return ToDocument(queue ?? new QueueInfo(change.Queue, false, new Dictionary<JobState, long>()));
    }

    private static QueueDocument ToDocument(QueueInfo queue) =>
        new(queue.Name, queue.Paused, StateText.Counts(queue.Counts)) { Limits = LimitsMapping.ToDocument(queue.Limits) };
}
