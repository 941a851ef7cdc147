using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Local.Commands;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Workflows.</summary>
public sealed partial class LocalStore
{
    /// <inheritdoc/>
    public async ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(WorkflowDraft draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return await Owner.AskAsync(new EnqueueWorkflowCommand(draft), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(
        WorkflowControl request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await Owner.AskAsync(new ControlWorkflowCommand(request), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation) =>
        ReadAsync((state, _) => state.FindWorkflow(id)?.Describe(), cancellation);

    /// <inheritdoc/>
    public ValueTask<Page<WorkflowInfo>> ListWorkflowsAsync(
        WorkflowFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            before = long.MaxValue;
        return ReadAsync((state, _) => List(state, filter, before, limit), cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<Page<Job>> ListStepsAsync(
        WorkflowId workflow, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var from)) from = 0;
        return ReadAsync(
            (state, _) =>
            {
                if (state.FindWorkflow(workflow) is not { } found) return new Page<Job>([], null);
                // A caller may ask for all at once, with the largest number there is.
                var steps = found.From(from, limit < int.MaxValue ? limit + 1 : limit);
                var next = steps.Count > limit ? steps[limit].Sequence.ToString(CultureInfo.InvariantCulture) : null;
                return new Page<Job>([.. steps.Take(limit).Select(state.Describe)], next);
            },
            cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<Page<Job>> ListParentsAsync(
        JobId job, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var first)) first = 0;
        return ReadAsync(
            (state, _) =>
            {
                var total = (state.Find(job) as LocalStep)?.Parents.Length ?? 0;
                var next = first + limit < total ? (first + limit).ToString(CultureInfo.InvariantCulture) : null;
                return new Page<Job>(state.ParentsOf(job, first, limit), next);
            },
            cancellation);
    }

    private static Page<WorkflowInfo> List(LocalState state, WorkflowFilter filter, long before, int limit)
    {
        var items = new List<WorkflowInfo>();
        var seen = 0;
        foreach (var workflow in state.WorkflowsBefore(before))
        {
            if (items.Count == limit || seen++ == JobMatch.MaxScan)
                return new Page<WorkflowInfo>(items, (workflow.Number + 1).ToString(CultureInfo.InvariantCulture));
            if (Accepts(filter, workflow)) items.Add(workflow.Describe());
        }

        return new Page<WorkflowInfo>(items, null);
    }

    private static bool Accepts(WorkflowFilter filter, LocalWorkflow workflow) =>
        (filter.State is null || filter.State == workflow.State)
        && (filter.Broadcast is null || filter.Broadcast == workflow.Broadcast is not null)
        && (filter.Schedule is null || filter.Schedule == workflow.Schedule);
}
