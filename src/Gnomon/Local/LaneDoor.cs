namespace Gnomon.Local;

/// <summary>Where nodes find the next job of a limit key: each lane has one for the jobs that any node may run, and one
/// more for each node that jobs of it are pinned to.</summary>
internal abstract class LaneDoor : Timed
{
    /// <summary>The heap that it is in.</summary>
    public DueHeap<LaneDoor>? Heap;

    /// <summary>The lane that it belongs to.</summary>
    public abstract KeyLane Lane { get; }

    /// <summary>The ready job that goes next here, if its turn has come.</summary>
    public abstract LocalJob? First { get; }
}
