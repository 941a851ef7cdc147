using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The nodes of one process. They are not stored: when the process ends, so do they.</summary>
internal sealed class LocalCluster(TimeProvider time) : ICluster
{
    /// <summary>A node that was not heard of for this long is off the list.</summary>
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(15);

    private readonly Lock _changes = new();
    private readonly Dictionary<string, (NodeInfo Node, long Seen)> _nodes = new(StringComparer.Ordinal);
    private LeaderTerm? _leader;
    private long _termNumber;
    private long _termStarted;
    private TimeSpan _term;

    public ValueTask JoinAsync(NodeInfo node, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(node);
        var now = time.GetUtcNow();
        lock (_changes)
        {
            var joined = _nodes.TryGetValue(node.Id, out var known) ? known.Node.JoinedAt : now;
            _nodes[node.Id] = (node with { JoinedAt = joined, SeenAt = now }, time.GetTimestamp());
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> BeatAsync(string node, CancellationToken cancellation)
    {
        lock (_changes)
        {
            if (!_nodes.TryGetValue(node, out var known)) return ValueTask.FromResult(false);
            _nodes[node] = (known.Node with { SeenAt = time.GetUtcNow() }, time.GetTimestamp());
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask LeaveAsync(string node, CancellationToken cancellation)
    {
        lock (_changes) _nodes.Remove(node);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellation)
    {
        lock (_changes)
        {
            foreach (var (id, (_, seen)) in _nodes)
                if (time.GetElapsedTime(seen) > SilentFor)
                    _nodes.Remove(id);
            return ValueTask.FromResult<IReadOnlyList<NodeInfo>>(
                [.. _nodes.Values.Select(known => known.Node).OrderBy(node => node.Id, StringComparer.Ordinal)]);
        }
    }

    public ValueTask<bool> LeadAsync(string node, TimeSpan term, CancellationToken cancellation)
    {
        lock (_changes)
        {
            var leader = Leader_NeedsLock();
            if (leader is not null && leader.Node != node) return ValueTask.FromResult(false);
            var now = time.GetUtcNow();
            _leader = leader is null
                ? new LeaderTerm(node, ++_termNumber, now, now + term)
                : leader with { Until = now + term };
            (_term, _termStarted) = (term, time.GetTimestamp());
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<LeaderTerm?> GetLeaderAsync(CancellationToken cancellation)
    {
        lock (_changes) return ValueTask.FromResult(Leader_NeedsLock());
    }

    public ValueTask ResignAsync(string node, CancellationToken cancellation)
    {
        lock (_changes)
            if (_leader?.Node == node)
                _leader = null;
        return ValueTask.CompletedTask;
    }

    /// <summary>The leader whose term is not over by the monotonic clock, which no step of the wall clock moves.
    /// </summary>
    private LeaderTerm? Leader_NeedsLock() => time.GetElapsedTime(_termStarted) < _term ? _leader : null;
}
