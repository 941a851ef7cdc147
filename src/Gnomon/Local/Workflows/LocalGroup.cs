namespace Gnomon.Local.Workflows;

/// <summary>A group of a workflow: so many of its members may be ready, scheduled or running at once.</summary>
internal sealed class LocalGroup(int places)
{
    public readonly int Places = places;

    /// <summary>Members that have a place.</summary>
    public int Used;

    /// <summary>Members that wait for nothing but a place, in the order of acceptance. One that has moved on is passed
    /// over when its turn comes.</summary>
    public readonly PriorityQueue<LocalStep, long> Waiting = new();

    public bool HasPlace => Used < Places;
}
