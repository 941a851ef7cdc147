namespace Gnomon.Workers;

/// <summary>Lets one loop wait until somebody opens the gate or a time is over. Opening it while nobody waits lets the
/// next wait through.</summary>
internal sealed class WakeGate(TimeProvider time)
{
    private readonly Lock _changes = new();
    private IWorkGauge? _gauge;
    private TaskCompletionSource? _waiting;
    private ITimer? _timer;
    private DateTimeOffset? _openAt;
    private bool _open;

    /// <summary>Runs the loop that waits at this gate, on the thread pool.</summary>
    public Task Run(Func<Task> loop)
    {
        _gauge = time as IWorkGauge;
        _gauge?.Begin();
        return Task.Run(async () =>
        {
            try
            {
                await loop().ConfigureAwait(false);
            }
            finally
            {
                lock (_changes) _timer?.Dispose();
                _gauge?.End();
            }
        });
    }

    /// <summary>Opens the gate now.</summary>
    public void Open()
    {
        // Slots that turn over fast open it far more often than anybody passes.
        if (Volatile.Read(ref _open)) return;
        TaskCompletionSource? waiting;
        lock (_changes)
        {
            _open = true;
            waiting = TakeWaiting_NeedsLock();
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
            waiting = TakeWaiting_NeedsLock();
        }

        // Whoever waits has to look at the clock again.
        waiting?.TrySetResult();
    }

    /// <summary>Waits until the gate is opened, at most for so long, and closes it again. A closing token ends the wait
    /// without an error.</summary>
    public async ValueTask WaitAsync(TimeSpan most, CancellationToken closing)
    {
        var started = time.GetTimestamp();
        using var closed = closing.UnsafeRegister(static gate => ((WakeGate)gate!).LookAgain(), this);
        while (true)
        {
            TaskCompletionSource waiting;
            lock (_changes)
            {
                var now = time.GetUtcNow();
                var left = most - time.GetElapsedTime(started);
                if (_open || _openAt <= now || left <= TimeSpan.Zero || closing.IsCancellationRequested)
                {
                    if (_openAt <= now) _openAt = null;
                    _open = false;
                    return;
                }

                _waiting = waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                SetTimer_NeedsLock(_openAt is { } at && at - now < left ? at - now : left);
                _gauge?.End();
            }

            await waiting.Task.ConfigureAwait(false);
        }
    }

    private void SetTimer_NeedsLock(TimeSpan wait)
    {
        _timer ??= time.CreateTimer(
            static gate => ((WakeGate)gate!).LookAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // A timer may fire a moment early by the wall clock; a whole millisecond more makes sure it is not.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void LookAgain()
    {
        TaskCompletionSource? waiting;
        lock (_changes) waiting = TakeWaiting_NeedsLock();
        waiting?.TrySetResult();
    }

    /// <summary>Takes what the loop waits for, null when it does not wait. Whoever takes it completes it.</summary>
    private TaskCompletionSource? TakeWaiting_NeedsLock()
    {
        if (_waiting is not { } waiting) return null;
        _waiting = null;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _gauge?.Begin();
        return waiting;
    }
}
