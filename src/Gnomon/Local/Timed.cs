namespace Gnomon.Local;

/// <summary>Something that waits in a <see cref="DueHeap{T}"/>, in one at most.</summary>
internal abstract class Timed
{
    /// <summary>The key in the heap: ticks of the clock that the heap's owner uses.</summary>
    public long Due;

    /// <summary>Its place in the heap, or -1.</summary>
    public int HeapIndex = -1;
}
