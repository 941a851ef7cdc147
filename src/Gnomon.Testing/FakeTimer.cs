namespace Gnomon.Testing;

/// <summary>A timer of <see cref="FakeTime"/>. The clock owns its fields and guards them with its lock.</summary>
internal sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
{
    /// <summary>Earlier first; among equals, the one that was set first.</summary>
    public static readonly IComparer<FakeTimer> ByDue = Comparer<FakeTimer>.Create((a, b) =>
        a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Sequence.CompareTo(b.Sequence));

    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    /// <summary>The user code that made it; null when it is nobody's.</summary>
    public HandlerWork? Handler { get; } = HandlerWork.Current;

    public long Due { get; set; }

    public long Sequence { get; set; } = -1;

    public TimeSpan Period { get; set; }

    public bool Disposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => time.Schedule(this, dueTime, period);

    public void Fire()
    {
        if (_context is null) callback(state);
        else ExecutionContext.Run(_context, _ => callback(state), null);
    }

    public void Dispose() => time.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
