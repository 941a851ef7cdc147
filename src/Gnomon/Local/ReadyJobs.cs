namespace Gnomon.Local;

/// <summary>Ready jobs, apart by who may run them: one list of those that any node may run, and one for each node that
/// jobs are pinned to. Who looks for a job comes past none that is pinned to another node. Without pinned jobs there is
/// one list and nothing else.</summary>
internal sealed class ReadyJobs
{
    private readonly ReadyList _open = new();
    private Dictionary<string, ReadyList>? _pinned;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _open.First is null && _pinned is null;

    /// <summary>Since when the job has been ready that is so the longest, in UTC ticks; the largest number when there is
    /// none.</summary>
    public long OldestSince => _pinned is null
        ? _open.OldestSince
        : Math.Min(_open.OldestSince, _pinned.Values.Min(list => list.OldestSince));

    /// <summary>The job that goes first, whoever may run it: as many steps as there are nodes that jobs are pinned to.
    /// </summary>
    public LocalJob? FirstOfAll
    {
        get
        {
            var first = _open.First;
            if (_pinned is null) return first;
            foreach (var list in _pinned.Values) first = LocalJob.Earlier(first, list.First);
            return first;
        }
    }

    /// <summary>The first job that any node may run.</summary>
    public LocalJob? FirstOpen => _open.First;

    /// <summary>The first job that is pinned to a node.</summary>
    public LocalJob? FirstPinned(string node) => _pinned?.GetValueOrDefault(node)?.First;

    /// <summary>The job that a node is handed next: highest priority, then longest ready.</summary>
    public LocalJob? First(string node)
    {
        var open = _open.First;
        return _pinned is null ? open : LocalJob.Earlier(open, FirstPinned(node));
    }

    /// <summary>Adds a job that became ready later than all others of its priority.</summary>
    public void Append(LocalJob job) => ListOf(job).Append(job);

    /// <summary>Puts a job among those of its priority where its <see cref="LocalJob.Order"/> belongs.</summary>
    public void Insert(LocalJob job) => ListOf(job).Insert(job);

    /// <summary>Takes out a job that is here.</summary>
    public void Remove(LocalJob job)
    {
        if (job.Pin is not { } node)
        {
            _open.Remove(job);
            return;
        }

        var list = _pinned![node];
        list.Remove(job);
        if (list.First is not null) return;
        _pinned.Remove(node);
        if (_pinned.Count == 0) _pinned = null;
    }

    /// <summary>Gives all of them to other lists, whose jobs go later.</summary>
    public void MoveBefore(ReadyJobs other)
    {
        _open.MoveBefore(other._open);
        foreach (var (node, list) in _pinned ?? []) list.MoveBefore(other.ListOf(node));
        _pinned = null;
    }

    /// <summary>The jobs that compete with one that is pinned to a node, in the order in which the node is handed them;
    /// for null, those that any node may run.</summary>
    public IEnumerable<LocalJob> InOrder(string? node)
    {
        if (node is null || _pinned?.GetValueOrDefault(node) is not { } pinned) return _open.InOrder();
        return Merge(_open.InOrder(), pinned.InOrder());
    }

    private static IEnumerable<LocalJob> Merge(IEnumerable<LocalJob> open, IEnumerable<LocalJob> pinned)
    {
        using var one = open.GetEnumerator();
        using var other = pinned.GetEnumerator();
        var (a, b) = (Next(one), Next(other));
        while (LocalJob.Earlier(a, b) is { } first)
        {
            yield return first;
            if (first == a) a = Next(one);
            else b = Next(other);
        }
    }

    private static LocalJob? Next(IEnumerator<LocalJob> jobs) => jobs.MoveNext() ? jobs.Current : null;

    private ReadyList ListOf(LocalJob job)
    {
        return job.Pin is { } node ? ListOf(node) : _open;
    }

    private ReadyList ListOf(string node)
    {
        _pinned ??= new Dictionary<string, ReadyList>(StringComparer.Ordinal);
        if (!_pinned.TryGetValue(node, out var list)) _pinned.Add(node, list = new ReadyList());
        return list;
    }
}
