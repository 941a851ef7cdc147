using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    /// <inheritdoc/>
    public Task<ControlDocument> CancelAsync(string id, CancellationToken cancellation) =>
        ControlAsync(ControlAction.Cancel, id, 0, cancellation);

    /// <inheritdoc/>
    public Task<ControlDocument> RetryAsync(string id, CancellationToken cancellation) =>
        ControlAsync(ControlAction.Retry, id, 0, cancellation);

    /// <inheritdoc/>
    public Task DeleteAsync(string id, CancellationToken cancellation) =>
        ControlAsync(ControlAction.Delete, id, 0, cancellation);

    /// <inheritdoc/>
    public Task<ControlDocument> RunNowAsync(string id, CancellationToken cancellation) =>
        ControlAsync(ControlAction.RunNow, id, 0, cancellation);

    /// <inheritdoc/>
    public Task<ControlDocument> ChangePriorityAsync(string id, int priority, CancellationToken cancellation) =>
        ControlAsync(ControlAction.ChangePriority, id, JobMapping.ToPriority(priority), cancellation);

    /// <inheritdoc/>
    public Task<ControlDocument> PinAsync(string id, string? node, CancellationToken cancellation) =>
        ControlAsync(ControlAction.Pin, id, JobLimits.DefaultPriority, cancellation, node);

    /// <inheritdoc/>
    public async Task<ControlCountsDocument> ControlAsync(
        ControlAction action, JobFilterDocument filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var changesPriority = action == ControlAction.ChangePriority;
        if (changesPriority && filter.Priority is null)
            throw ApiProblems.Invalid("priority", $"is missing; allowed are 0 to {JobLimits.MaxPriority}");
        if (!changesPriority && filter.Priority is not null)
            throw ApiProblems.Invalid("priority", "means nothing here; leave it out");
        var accepted = ToFilter(filter.State, filter.Queue, filter.Handler, filter.Tag, filter.Schedule)
            with { Node = filter.OnNode };
        if (action != ControlAction.Pin && filter.To is not null)
            throw ApiProblems.Invalid("to", "means nothing here; leave it out");
        var request = new ControlRequest(action, accepted, filter.Cursor)
        {
            Max = filter.Limit ?? JobLimits.MaxControl, Priority = JobMapping.ToPriority(filter.Priority),
            Node = filter.To,
        };
        var answer = await CallAsync(() => _parts.Store.ControlAsync(request, cancellation)).ConfigureAwait(false);
        return new ControlCountsDocument(
            answer.Results.Count(r => r.Outcome == ControlOutcome.Done),
            answer.Results.Count(r => r.Outcome == ControlOutcome.Requested),
            answer.Results.Count(r => r.Outcome == ControlOutcome.NotAllowed),
            answer.Next);
    }

    private async Task<ControlDocument> ControlAsync(
        ControlAction action, string id, byte priority, CancellationToken cancellation, string? node = null)
    {
        var job = JobMapping.ToId(id);
        var request = new ControlRequest(action, [job]) { Priority = priority, Node = node };
        var answer = await CallAsync(() => _parts.Store.ControlAsync(request, cancellation)).ConfigureAwait(false);
        var result = answer.Results[0];
        var state = StateText.Format(result.State);
        return result.Outcome switch
        {
            ControlOutcome.NotFound => throw Unknown(job),
            ControlOutcome.NotAllowed => throw ApiProblems.Conflict($"Job {job} is {state}: {Why(action, result)}."),
            ControlOutcome.Requested => new ControlDocument(job.ToString(), ControlDocument.Requested, state),
            _ => new ControlDocument(job.ToString(), ControlDocument.Done, state),
        };
    }

    private static string Why(ControlAction action, ControlResult result) => action switch
    {
        ControlAction.Cancel => "it has ended and cannot be cancelled",
        ControlAction.Retry when result.State.IsTerminal() => "it cannot be retried while another job holds its key",
        ControlAction.Retry => "only a job that has ended can be retried",
        ControlAction.RunNow => "only a job that waits for its time can be run now",
        ControlAction.Pin when result.State == JobState.Running => "it runs already; only a waiting job can be pinned",
        ControlAction.Pin => "it has ended and keeps its node",
        ControlAction.ChangePriority => "it has ended and keeps its priority",
        _ => "only a job that has ended can be deleted; cancel it first",
    };
}
