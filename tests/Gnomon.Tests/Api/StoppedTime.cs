namespace Gnomon.Tests.Api;

/// <summary>A clock that stands still and whose timers never fire: whatever happens under it happened by a signal.
/// </summary>
internal sealed class StoppedTime(DateTimeOffset now) : TimeProvider
{
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when somebody begins to wait by this clock.</summary>
    public Task Waiting => _waiting.Task;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waiting.TrySetResult();
        return new Silent();
    }

    private sealed class Silent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
