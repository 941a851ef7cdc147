using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The jobs of one limit key in a queue that is limited by key. They wait here and not among the other jobs of
/// the queue, so that a claim never comes past those that may not run.</summary>
internal sealed class KeyLane(string key) : LaneDoor
{
    public readonly string Key = key;

    /// <summary>Its own rate, if there is one.</summary>
    public RateMeter? Rate;

    /// <summary>Jobs that belong to it, and how many of them are running.</summary>
    public int Jobs, Running;

    /// <summary>The limits that its rate and its place are of (<see cref="QueueGate"/> numbers them).</summary>
    public int Version;

    /// <summary>Its doors for single nodes; null when no ready job is pinned.</summary>
    public List<PinnedDoor>? Pinned;

    private static readonly Comparer<LocalJob> ByAcceptance =
        Comparer<LocalJob>.Create((a, b) => a.Sequence.CompareTo(b.Sequence));

    private readonly ReadyJobs _ready = new();

    /// <summary>In strict order: all that have not ended, by their acceptance; and which order it is.</summary>
    private SortedSet<LocalJob>? _accepted;

    private int _order;

    /// <inheritdoc/>
    public override KeyLane Lane => this;

    /// <summary>The ready jobs that compete with one that is pinned to a node, or with one that is not, by priority and
    /// then by how long they are ready.</summary>
    public IEnumerable<LocalJob> InOrder(string? node) => _ready.InOrder(node);

    /// <summary>Of those that any node may run, the ready job that goes next when there is no strict order.</summary>
    public LocalJob? FirstReady => _ready.FirstOpen;

    /// <summary>The same of those that are pinned to a node.</summary>
    public LocalJob? FirstPinned(string node) => _ready.FirstPinned(node);

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
        if (job.Pin is not { } node) return;
        Pinned ??= [];
        if (!Pinned.Exists(door => door.Node == node)) Pinned.Add(new PinnedDoor(this, node));
    }

    public void RemoveReady(LocalJob job)
    {
        job.InLane = false;
        _ready.Remove(job);
    }
}
