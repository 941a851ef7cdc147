using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The jobs of one limit key in a queue that is limited by key. They wait here and not among the other jobs of
/// the queue, so that a claim never comes past those that may not run.</summary>
internal sealed class KeyLane(string key, bool strict, RateMeter? rate) : Timed
{
    public readonly string Key = key;

    /// <summary>Its own rate, if there is one.</summary>
    public readonly RateMeter? Rate = rate;

    /// <summary>Jobs that belong to it, and how many of them are running.</summary>
    public int Jobs, Running;

    /// <summary>The heap that it is in.</summary>
    public DueHeap<KeyLane>? Heap;

    /// <summary>Ready jobs, unless they go in strict order.</summary>
    private readonly ReadyList? _ready = strict ? null : new ReadyList();

    /// <summary>In strict order: all that have not ended, by their acceptance.</summary>
    private readonly SortedSet<LocalJob>? _accepted = strict ? new SortedSet<LocalJob>(ByAcceptance) : null;

    private static readonly Comparer<LocalJob> ByAcceptance =
        Comparer<LocalJob>.Create((a, b) => a.Sequence.CompareTo(b.Sequence));

    /// <summary>In strict order: the job whose turn it is.</summary>
    public LocalJob? Turn => _accepted?.Min;

    /// <summary>The ready job that goes next, if its turn has come.</summary>
    public LocalJob? First => _ready is not null
        ? _ready.First
        : Turn is { State: JobState.Ready } job && Running == 0 ? job : null;

    /// <summary>The ready jobs in the order in which they go.</summary>
    public IEnumerable<LocalJob> Ready =>
        _ready?.InOrder() ?? _accepted!.Where(job => job.State == JobState.Ready);

    public void Adopt(LocalJob job)
    {
        Jobs++;
        _accepted?.Add(job);
        job.Lane = this;
    }

    public void Release(LocalJob job)
    {
        Jobs--;
        _accepted?.Remove(job);
        job.Lane = null;
    }

    public void AppendReady(LocalJob job) => _ready?.Append(job);

    public void InsertReady(LocalJob job) => _ready?.Insert(job);

    public void RemoveReady(LocalJob job) => _ready?.Remove(job);
}
