using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The jobs that are pinned to nodes, by node and state, so that those of a node that is gone are found without
/// looking at others.</summary>
internal sealed class PinIndex
{
    private readonly SortedDictionary<string, SortedSet<long>?[]> _nodes = new(StringComparer.Ordinal);

    /// <summary>The nodes in the order of their names, each with its jobs by state.</summary>
    public IEnumerable<(string Node, Func<JobState, int> Count)> Nodes => _nodes.Select(
        entry => (entry.Key, (Func<JobState, int>)(state => entry.Value[(int)state]?.Count ?? 0)));

    public void Add(LocalJob job)
    {
        if (job.Pin is not { } node) return;
        if (!_nodes.TryGetValue(node, out var states))
            _nodes.Add(node, states = new SortedSet<long>?[JobStates.Count]);
        (states[(int)job.State] ??= []).Add(job.Sequence);
    }

    /// <summary>Takes a job out. Its node and state must still be those it was added with.</summary>
    public void Remove(LocalJob job)
    {
        if (job.Pin is not { } node || !_nodes.TryGetValue(node, out var states)) return;
        if (states[(int)job.State] is not { } jobs || !jobs.Remove(job.Sequence) || jobs.Count > 0) return;
        states[(int)job.State] = null;
        if (Array.TrueForAll(states, set => set is null)) _nodes.Remove(node);
    }

    /// <summary>Sequence numbers of the jobs that are pinned to a node and are in a state, from
    /// <paramref name="from"/> up to but without <paramref name="end"/>, oldest first.</summary>
    public IEnumerable<long> OldestFirst(string node, JobState state, long from, long end) =>
        View(node, state, from, end) ?? Enumerable.Empty<long>();

    /// <summary>The same below <paramref name="before"/>, newest first.</summary>
    public IEnumerable<long> NewestFirst(string node, JobState state, long before) =>
        View(node, state, 0, before)?.Reverse() ?? [];

    private SortedSet<long>? View(string node, JobState state, long from, long end)
    {
        var jobs = _nodes.TryGetValue(node, out var states) ? states[(int)state] : null;
        return jobs is null || end <= from ? null : jobs.GetViewBetween(from, end - 1);
    }
}
