namespace Gnomon.Workers;

/// <summary>Lets one loop wait until somebody opens the gate or a time is over. Opening it while nobody waits lets the
/// next wait through.</summary>
internal sealed class WakeGate(TimeProvider time)
{
    private readonly Lock _changes = new();
    private TaskCompletionSource? _waiting;
    private DateTimeOffset? _openAt;
    private bool _open;

    /// <summary>Opens the gate now.</summary>
    public void Open()
    {
        // Slots that turn over fast open it far more often than anybody passes.
        if (Volatile.Read(ref _open)) return;
        TaskCompletionSource? waiting;
        lock (_changes)
        {
            _open = true;
            waiting = _waiting;
        }

        waiting?.TrySetResult();
    }

    /// <summary>Opens the gate at an instant of the wall clock; null means now.</summary>
    public void OpenAt(DateTimeOffset? instant)
    {
        if (instant is not { } at || at <= time.GetUtcNow())
        {
            Open();
            return;
        }

        TaskCompletionSource? waiting;
        lock (_changes)
        {
            if (_openAt <= at) return;
            _openAt = at;
            waiting = _waiting;
        }

        // Whoever waits has to look at the clock again.
        waiting?.TrySetResult();
    }

    /// <summary>Waits until the gate is opened, at most for so long, and closes it again. A closing token ends the wait
    /// without an error.</summary>
    public async ValueTask WaitAsync(TimeSpan most, CancellationToken closing)
    {
        var started = time.GetTimestamp();
        while (!closing.IsCancellationRequested)
        {
            TaskCompletionSource waiting;
            TimeSpan wait;
            lock (_changes)
            {
                var now = time.GetUtcNow();
                var left = most - time.GetElapsedTime(started);
                if (_open || _openAt <= now || left <= TimeSpan.Zero)
                {
                    _open = false;
                    if (_openAt <= now) _openAt = null;
                    _waiting = null;
                    return;
                }

                wait = _openAt is { } at && at - now < left ? at - now : left;
                _waiting = waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            // A timer may fire a moment early by the wall clock; a whole millisecond more makes sure it is not.
            var sleep = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            await waiting.Task.WaitAsync(sleep, time, closing)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
