namespace Gnomon.Wire;

/// <summary>A caller that waits until there is room for its command.</summary>
internal sealed class RoomWaiter(int bytes)
{
    public int Bytes { get; } = bytes;

    /// <summary>Whether the bytes have been set aside for it. Guarded by the link's lock.</summary>
    public bool IsGranted { get; set; }

    /// <summary>Completes with true when there is room, with false when the link has ended.</summary>
    public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
