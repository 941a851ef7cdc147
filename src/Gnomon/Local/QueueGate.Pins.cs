namespace Gnomon.Local;

/// <summary>The doors of lanes: who looks for a job finds those of its own, and comes past none for another node.</summary>
internal sealed partial class QueueGate
{
    /// <summary>Lanes with a job that may go to one node, by node and the rank of that job; null without such jobs.
    /// </summary>
    private Dictionary<string, DueHeap<LaneDoor>>? _openTo;

    /// <summary>The first job of the lanes that a node may have now.</summary>
    private LocalJob? FirstOfLanes(string node)
    {
        if (IsOrdering) return null;
        var job = FirstOf(_open.First);
        return _openTo is null ? job : LocalJob.Earlier(job, FirstOf(_openTo.GetValueOrDefault(node)?.First));
    }

    private LocalJob? FirstOf(LaneDoor? door) => door switch
    {
        null => null,
        KeyLane lane => FirstOf(lane),
        // In strict order only one job of a key has its turn, and the lane itself knows it.
        PinnedDoor pinned => Limits.StrictOrder ? null : pinned.Lane.FirstPinned(pinned.Node),
        _ => null,
    };

    private void PlacePinned(KeyLane lane, List<PinnedDoor> doors)
    {
        for (var i = doors.Count - 1; i >= 0; i--)
        {
            var door = doors[i];
            Steps++;
            var (heap, due) = FirstOf(door) is { } first ? PlaceOf(lane, first) : (null, 0);
            Move(door, heap, due);
            if (lane.FirstPinned(door.Node) is null) doors.RemoveAt(i);
        }

        if (doors.Count == 0) lane.Pinned = null;
    }

    private void Move(LaneDoor door, DueHeap<LaneDoor>? heap, long due)
    {
        var former = door.Heap;
        if (former == heap && (heap is null || door.Due == due)) return;
        former?.Remove(door);
        door.Heap = heap;
        heap?.Add(door, due);
        if (former is { Count: 0 } && _openTo is not null) Forget(former);
    }

    /// <summary>Drops an empty heap, if it is that of a node: nodes come and go.</summary>
    private void Forget(DueHeap<LaneDoor> heap)
    {
        foreach (var (node, other) in _openTo!)
        {
            if (other != heap) continue;
            _openTo.Remove(node);
            break;
        }

        if (_openTo.Count == 0) _openTo = null;
    }

    private DueHeap<LaneDoor> OpenTo(string? node)
    {
        if (node is null) return _open;
        _openTo ??= new Dictionary<string, DueHeap<LaneDoor>>(StringComparer.Ordinal);
        if (!_openTo.TryGetValue(node, out var heap)) _openTo.Add(node, heap = new DueHeap<LaneDoor>());
        return heap;
    }

    /// <summary>Where a door belongs through which this job goes next.</summary>
    private (DueHeap<LaneDoor>? Heap, long Due) PlaceOf(KeyLane lane, LocalJob first)
    {
        if (lane.Running >= Limits.PerKeyConcurrency) return (null, 0);
        return lane.Rate?.AvailableAt is { } at && at > _now ? (_cooling, at) : (OpenTo(first.Pin), first.Rank);
    }
}
