using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>The jobs of one limit key in a queue that is limited by key. They wait here and not among the other jobs of
/// the queue, so that a claim never comes past those that may not run.</summary>
internal sealed class KeyLane(string key, bool strict, RateMeter? rate) : LaneDoor
{
    public readonly string Key = key;

    /// <summary>Its own rate, if there is one.</summary>
    public readonly RateMeter? Rate = rate;

    /// <summary>Jobs that belong to it, and how many of them are running.</summary>
    public int Jobs, Running;

    /// <summary>Its other doors, one for each node that ready jobs are pinned to; null without such jobs.</summary>
    public List<PinnedDoor>? Pinned;

    /// <summary>Ready jobs, unless they go in strict order.</summary>
    private readonly ReadyJobs? _ready = strict ? null : new ReadyJobs();

    /// <summary>In strict order: all that have not ended, by their acceptance.</summary>
    private readonly SortedSet<LocalJob>? _accepted = strict ? new SortedSet<LocalJob>(ByAcceptance) : null;

    private static readonly Comparer<LocalJob> ByAcceptance =
        Comparer<LocalJob>.Create((a, b) => a.Sequence.CompareTo(b.Sequence));

    /// <summary>In strict order: the job whose turn it is.</summary>
    public LocalJob? Turn => _accepted?.Min;

    /// <inheritdoc/>
    public override KeyLane Lane => this;

    /// <summary>The ready job that goes next, if its turn has come: of those that any node may run, and in strict order
    /// of all, since only one has its turn.</summary>
    public override LocalJob? First => _ready is not null
        ? _ready.FirstOpen
        : Turn is { State: JobState.Ready } job && Running == 0 ? job : null;

    /// <summary>The ready jobs. Without strict order those of different nodes are not in their place among each other.
    /// </summary>
    public IEnumerable<LocalJob> Ready => _ready?.All() ?? InStrictOrder;

    private IEnumerable<LocalJob> InStrictOrder => _accepted!.Where(job => job.State == JobState.Ready);

    /// <summary>The ready jobs that go before or after one that is pinned to a node, in their order.</summary>
    public IEnumerable<LocalJob> InOrder(string? node) => _ready?.InOrder(node) ?? InStrictOrder;

    /// <summary>The first ready job that is pinned to a node; null in strict order.</summary>
    public LocalJob? FirstPinned(string node) => _ready?.FirstPinned(node);

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

    public void AppendReady(LocalJob job)
    {
        _ready?.Append(job);
        OpenDoor(job);
    }

    public void InsertReady(LocalJob job)
    {
        _ready?.Insert(job);
        OpenDoor(job);
    }

    public void RemoveReady(LocalJob job) => _ready?.Remove(job);

    private void OpenDoor(LocalJob job)
    {
        if (_ready is null || job.Pin is not { } node) return;
        Pinned ??= [];
        if (!Pinned.Exists(door => door.Node == node)) Pinned.Add(new PinnedDoor(this, node));
    }
}
