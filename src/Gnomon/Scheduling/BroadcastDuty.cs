using Gnomon.Broadcasts;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Scheduling;

/// <summary>Sees to it that broadcasts reach late joiners and come to an end when nodes do not: a copy of a node that is
/// gone expires after a grace, a shard is pinned to another node at once. Jobs are found by the nodes that they are pinned
/// to, never by looking through all.</summary>
internal sealed class BroadcastDuty(StoreParts parts, TimeProvider time) : IDuty
{
    /// <summary>How long the copy of a node that left or fell silent waits for a node of the same name, counted from
    /// when this leader missed it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private const int PageSize = 500;

    /// <summary>Most pinned jobs that one look decides about; the rest follows with the next.</summary>
    private const int MaxJobs = 2000;

    private static readonly JobState[] Waiting = [JobState.Ready, JobState.Scheduled, JobState.Blocked];

    private readonly BroadcastPublisher _publisher = new(parts, time);

    /// <summary>Since when nodes are missed, on the monotonic clock.</summary>
    private readonly Dictionary<string, long> _missedSince = new(StringComparer.Ordinal);

    /// <summary>Nodes that are gone and of whose jobs none is for this duty, with the numbers they had then.</summary>
    private readonly Dictionary<string, PinnedNode> _settled = new(StringComparer.Ordinal);

    /// <summary>The nodes that have their copy, of each broadcast that is open.</summary>
    private Dictionary<WorkflowId, HashSet<string>> _reached = [];

    private IReadOnlyList<NodeInfo>? _nodes;
    private long? _looked;
    private int _turn;

    public string Name => "broadcast";

    /// <summary>While no broadcast is open and no job is pinned: whoever publishes one signals it.</summary>
    public TimeSpan RestMost => TimeSpan.FromSeconds(30);

    public async ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation)
    {
        // Other duties may run many times a second.
        if (_looked is { } looked && time.GetElapsedTime(looked) is var ago && ago < LookEvery)
            return time.GetUtcNow() + (LookEvery - ago);
        _nodes = null;
        var isAnyOpen = await ReachLateJoinersAsync(cancellation).ConfigureAwait(false);
        var (isAnyPinned, isDone) = await SettleLostNodesAsync(cancellation).ConfigureAwait(false);
        _looked = isDone ? time.GetTimestamp() : null;
        if (!isDone) return time.GetUtcNow();
        return isAnyOpen || isAnyPinned ? time.GetUtcNow() + LookEvery : null;
    }

    /// <summary>The live nodes, read once a look, and only where somebody asks for them.</summary>
    private async ValueTask<IReadOnlyList<NodeInfo>> NodesAsync(CancellationToken cancellation) =>
        _nodes ??= await parts.Cluster.ListAsync(cancellation).ConfigureAwait(false);

    /// <returns>Whether a broadcast is open.</returns>
    private async Task<bool> ReachLateJoinersAsync(CancellationToken cancellation)
    {
        var reached = new Dictionary<WorkflowId, HashSet<string>>();
        await foreach (var broadcast in _publisher.OpenAsync(cancellation).ConfigureAwait(false))
        {
            var nodes = await NodesAsync(cancellation).ConfigureAwait(false);
            var known = reached[broadcast.Id] = _reached.GetValueOrDefault(broadcast.Id) ?? new(StringComparer.Ordinal);
            var missing = BroadcastPlan.Targets(broadcast.Broadcast!, nodes).FindAll(node => !known.Contains(node.Id));
            if (missing.Count == 0) continue;
            // One that has its copy is stored no second time.
            await parts.Store.EnqueueWorkflowAsync(BroadcastPlan.LateCopies(broadcast, missing), cancellation)
                .ConfigureAwait(false);
            known.UnionWith(missing.Select(node => node.Id));
        }

        _reached = reached;
        return reached.Count > 0;
    }

    /// <returns>Whether jobs are pinned to nodes, and whether all that can be done now is done.</returns>
    private async Task<(bool IsAnyPinned, bool IsDone)> SettleLostNodesAsync(CancellationToken cancellation)
    {
        IReadOnlyList<NodeInfo> nodes = [];
        HashSet<string>? live = null;
        var missed = new HashSet<string>(StringComparer.Ordinal);
        var left = MaxJobs;
        string? cursor = null;
        do
        {
            var page = await parts.Query.ListPinnedNodesAsync(cursor, PageSize, cancellation).ConfigureAwait(false);
            if (page.Items.Count > 0 && live is null)
            {
                nodes = await NodesAsync(cancellation).ConfigureAwait(false);
                live = nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
            }

            foreach (var pinned in page.Items)
            {
                if (live!.Contains(pinned.Node)) continue;
                missed.Add(pinned.Node);
                if (left > 0 && !(_settled.TryGetValue(pinned.Node, out var known) && known == pinned))
                    left -= await SettleAsync(pinned, nodes, left, cancellation).ConfigureAwait(false);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        foreach (var node in _missedSince.Keys.Where(node => !missed.Contains(node)).ToList())
        {
            _missedSince.Remove(node);
            _settled.Remove(node);
        }

        return (live is not null, left > 0);
    }

    /// <summary>Decides about the jobs that are pinned to a node that is gone.</summary>
    /// <returns>How many were looked at.</returns>
    private async Task<int> SettleAsync(
        PinnedNode gone, IReadOnlyList<NodeInfo> nodes, int most, CancellationToken cancellation)
    {
        if (!_missedSince.TryGetValue(gone.Node, out var since))
            _missedSince[gone.Node] = since = time.GetTimestamp();
        var isOver = time.GetElapsedTime(since) >= Grace;
        var terms = new Dictionary<WorkflowId, BroadcastTerms?>();
        var (looked, waits) = (0, false);
        foreach (var state in Waiting)
        {
            var filter = new JobFilter { Node = gone.Node, State = state };
            string? cursor = null;
            do
            {
                var page = await parts.Query.ListJobsAsync(filter, cursor, PageSize, cancellation)
                    .ConfigureAwait(false);
                waits |= await DecideAsync(gone.Node, page.Items, isOver, nodes, terms, cancellation)
                    .ConfigureAwait(false);
                looked += page.Items.Count;
                cursor = page.Next;
            }
            while (cursor is not null && looked < most);
        }

        if (!waits && looked < most) _settled[gone.Node] = gone;
        return looked;
    }

    /// <returns>Whether jobs are left that something later decides about.</returns>
    private async Task<bool> DecideAsync(
        string gone, IReadOnlyList<Job> jobs, bool isOver, IReadOnlyList<NodeInfo> nodes,
        Dictionary<WorkflowId, BroadcastTerms?> terms, CancellationToken cancellation)
    {
        var (copies, waits) = (new List<JobId>(), false);
        var shards = new Dictionary<string, List<JobId>>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            if (job.Spec.Workflow is not { } place) continue;
            if (!terms.TryGetValue(place.Workflow, out var broadcast))
                terms[place.Workflow] = broadcast =
                    (await parts.Query.GetWorkflowAsync(place.Workflow, cancellation).ConfigureAwait(false))?.Broadcast;
            if (broadcast is null) continue;
            if (!broadcast.Sharded)
            {
                waits |= !isOver;
                if (isOver) copies.Add(job.Id);
            }
            else if (Another(broadcast, job.Spec.Queue, nodes) is { } other)
            {
                if (!shards.TryGetValue(other, out var list)) shards.Add(other, list = []);
                list.Add(job.Id);
            }
            else
            {
                waits = true;
            }
        }

        if (copies.Count > 0)
            await parts.Store.ControlAsync(
                new ControlRequest(ControlAction.Expire, copies)
                {
                    PinnedTo = gone, Reason = $"node {gone} was gone before it had run this",
                },
                cancellation).ConfigureAwait(false);
        foreach (var (node, moved) in shards)
            await parts.Store.ControlAsync(
                new ControlRequest(ControlAction.Pin, moved) { Node = node, PinnedTo = gone }, cancellation)
                .ConfigureAwait(false);
        return waits;
    }

    /// <summary>The node that takes the next lost shard: each of those that can in turn.</summary>
    private string? Another(BroadcastTerms terms, string queue, IReadOnlyList<NodeInfo> nodes)
    {
        var able = BroadcastPlan.Targets(terms, nodes).FindAll(node => node.Queues.Contains(queue));
        return able.Count == 0 ? null : able[(int)((uint)_turn++ % (uint)able.Count)].Id;
    }
}
