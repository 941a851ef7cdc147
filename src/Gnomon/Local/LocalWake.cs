using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Hints inside one process: a call to each listener.</summary>
internal sealed class LocalWake : IWakeSignal
{
    private readonly Lock _changes = new();
    private Action<WakeHint>[] _listeners = [];

    public ValueTask SignalAsync(WakeHint hint, CancellationToken cancellation)
    {
        foreach (var listener in Volatile.Read(ref _listeners)) listener(hint);
        return ValueTask.CompletedTask;
    }

    public IDisposable Listen(Action<WakeHint> onHint)
    {
        ArgumentNullException.ThrowIfNull(onHint);
        lock (_changes) _listeners = [.. _listeners, onHint];
        return new Registration(this, onHint);
    }

    private void Forget(Action<WakeHint> onHint)
    {
        lock (_changes)
        {
            var index = Array.IndexOf(_listeners, onHint);
            if (index >= 0) _listeners = [.. _listeners[..index], .. _listeners[(index + 1)..]];
        }
    }

    private sealed class Registration(LocalWake wake, Action<WakeHint> onHint) : IDisposable
    {
        private Action<WakeHint>? _onHint = onHint;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _onHint, null) is { } listener) wake.Forget(listener);
        }
    }
}
