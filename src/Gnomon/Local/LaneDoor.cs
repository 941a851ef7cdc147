namespace Gnomon.Local;

/// <summary>Where nodes find the next job of a limit key: each lane is one for the jobs that any node may run, and has one
/// more for each node that ready jobs of it are pinned to.</summary>
internal abstract class LaneDoor : Timed
{
    /// <summary>The heap that it is in.</summary>
    public DueHeap<LaneDoor>? Heap;

    /// <summary>The lane that it belongs to.</summary>
    public abstract KeyLane Lane { get; }
}
