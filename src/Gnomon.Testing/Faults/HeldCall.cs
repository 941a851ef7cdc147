namespace Gnomon.Testing.Faults;

/// <summary>A call that waits before it is carried out, until it is released.</summary>
public sealed class HeldCall
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HeldCall()
    {
    }

    /// <summary>Ends when the call has been made and waits.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets it go on, also before it has been made.</summary>
    public void Release() => _released.TrySetResult();

    internal Task WaitAsync()
    {
        _reached.TrySetResult();
        return _released.Task;
    }
}
