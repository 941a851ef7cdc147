namespace Gnomon.Tests;

/// <summary>What a call allocates, to the byte. Exact only without background collections (see the project file).
/// </summary>
internal static class Allocated
{
    public static long By(Action call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
