using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The jobs of one limit key in a queue that is limited by key. They wait here and not among the other jobs of
/// the queue, so that a claim never comes past those that may not run.</summary>
internal sealed class KeyLane(string key) : Timed
{
    public readonly string Key = key;

    /// <summary>Its own rate, if there is one.</summary>
    public RateMeter? Rate;

    /// <summary>Jobs that belong to it, and how many of them are running.</summary>
    public int Jobs, Running;

    /// <summary>The limits that its rate and its place are of (<see cref="QueueGate"/> numbers them).</summary>
    public int Version;

    /// <summary>The heap that it is in.</summary>
    public DueHeap<KeyLane>? Heap;

    private static readonly Comparer<LocalJob> ByAcceptance =
        Comparer<LocalJob>.Create((a, b) => a.Sequence.CompareTo(b.Sequence));

    private readonly ReadyList _ready = new();

    /// <summary>In strict order: all that have not ended, by their acceptance; and which order it is.</summary>
    private SortedSet<LocalJob>? _accepted;

    private int _order;

    /// <summary>The ready jobs that are here, by priority and then by how long they are ready.</summary>
    public IEnumerable<LocalJob> Ready => _ready.InOrder();

    /// <summary>The ready job that goes next when there is no strict order.</summary>
    public LocalJob? FirstReady => _ready.First;

    /// <summary>In strict order: the job whose turn it is.</summary>
    /// <param name="order">The number of the order; one that was set before means nothing.</param>
    public LocalJob? Turn(int order) => _order == order ? _accepted?.Min : null;

    /// <summary>The ready jobs in strict order.</summary>
    public IEnumerable<LocalJob> ReadyInTurn(int order) =>
        _order == order && _accepted is not null ? _accepted.Where(job => job.State == JobState.Ready) : [];

    /// <summary>Gives a job its place in the strict order.</summary>
    public void Accept(LocalJob job, int order)
    {
        if (_order != order || _accepted is null) (_accepted, _order) = (new SortedSet<LocalJob>(ByAcceptance), order);
        _accepted.Add(job);
    }

    public void Adopt(LocalJob job)
    {
        Jobs++;
        job.Lane = this;
    }

    public void Release(LocalJob job)
    {
        Jobs--;
        _accepted?.Remove(job);
        job.Lane = null;
    }

    /// <summary>Lists a ready job behind the others of its priority, or where its order belongs.</summary>
    public void AddReady(LocalJob job, bool inPlace)
    {
        job.InLane = true;
        if (inPlace) _ready.Insert(job);
        else _ready.Append(job);
    }

    public void RemoveReady(LocalJob job)
    {
        job.InLane = false;
        _ready.Remove(job);
    }
}
