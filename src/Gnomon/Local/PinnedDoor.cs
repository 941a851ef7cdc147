namespace Gnomon.Local;

/// <summary>The door of a lane for the jobs that are pinned to one node.</summary>
internal sealed class PinnedDoor(KeyLane lane, string node) : LaneDoor
{
    public readonly string Node = node;

    public override KeyLane Lane => lane;
}
