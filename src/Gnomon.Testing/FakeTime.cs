namespace Gnomon.Testing;

/// <summary>A clock that stands still until it is told to move. It has the two clocks of a real machine: a wall clock,
/// which anybody may set, and a monotonic one, which only ever goes forward and drives timers and time stamps.
/// </summary>
/// <remarks>
/// <para>Give it to anything that takes a <see cref="TimeProvider"/>: <c>Task.Delay</c>,
/// <see cref="CancellationTokenSource"/>, <see cref="PeriodicTimer"/>, or a Gnomon store. Timers fire inside
/// <see cref="Advance"/>, on the thread that calls it, in the order in which they come due, each with both clocks at
/// exactly its own moment. When <see cref="Advance"/> returns, every callback that was due has returned.</para>
/// <para>A callback may create, change and dispose timers, and may read and move the clock. Safe for use from many
/// threads.</para>
/// </remarks>
public sealed partial class FakeTime : TimeProvider
{
    /// <summary>Where the wall clock of a new instance stands unless told otherwise: 1 January 2026, midnight UTC.
    /// </summary>
    public static readonly DateTimeOffset DefaultStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly SortedSet<FakeTimer> _pending = new(FakeTimer.ByDue);
    private DateTimeOffset _wall;
    private long _elapsed;
    private long _sequence;

    /// <summary>Makes a clock that stands at <see cref="DefaultStart"/>.</summary>
    public FakeTime()
        : this(DefaultStart)
    {
    }

    /// <summary>Makes a clock that stands at <paramref name="start"/>.</summary>
    public FakeTime(DateTimeOffset start) => _wall = start.ToUniversalTime();

    /// <summary>Ten million: one unit of <see cref="GetTimestamp"/> is a tick of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC, so that a test means the same on every machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are set and have not fired for the last time.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate) return _pending.Count;
        }
    }

    /// <summary>How long it is until the next timer fires; null when none is set.</summary>
    public TimeSpan? NextTimerIn
    {
        get
        {
            lock (_gate) return _pending.Min is { } next ? TimeSpan.FromTicks(Math.Max(0, next.Due - _elapsed)) : null;
        }
    }

    /// <summary>What the wall clock shows.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _wall;
    }

    /// <summary>The monotonic clock, in ticks of 100 ns since this instance was made.</summary>
    public override long GetTimestamp()
    {
        lock (_gate) return _elapsed;
    }

    /// <summary>Lets time pass: moves both clocks forward and fires the timers that come due on the way.</summary>
    /// <param name="span">How much; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative. To set the wall clock back, use
    /// <see cref="StepWallClock"/>.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        long target;
        lock (_gate) target = checked(_elapsed + span.Ticks);
        while (TakeDue(target) is { } timer) timer.Fire();
    }

    /// <summary>Lets time pass until the next timer has fired, with all others that are due at that moment.</summary>
    /// <param name="most">How much time may pass; zero or more. When no timer is due within it, so much passes.</param>
    /// <returns>How much time has passed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public TimeSpan AdvanceToNextTimer(TimeSpan most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, TimeSpan.Zero);
        var span = NextTimerIn is { } next && next < most ? next : most;
        Advance(span);
        return span;
    }

    /// <summary>Sets the wall clock forward or back without any time passing, as an administrator or a time service
    /// does. No timer fires, and time stamps stay.</summary>
    public void StepWallClock(TimeSpan step)
    {
        lock (_gate) _wall += step;
    }

    /// <summary>Sets the wall clock to an instant without any time passing.</summary>
    public void SetWallClock(DateTimeOffset instant)
    {
        lock (_gate) _wall = instant.ToUniversalTime();
    }

    /// <summary>The clock of a machine that is set wrong: time passes on it as on this one, and it shows another time.
    /// </summary>
    /// <param name="ahead">By how much it is ahead; less than zero for one that is behind.</param>
    public TimeProvider Shifted(TimeSpan ahead) => new ShiftedTime(this, ahead);

    /// <summary>Makes a timer on the monotonic clock.</summary>
    /// <param name="callback">What to call. An exception it throws comes out of <see cref="Advance"/>.</param>
    /// <param name="state">What to give it.</param>
    /// <param name="dueTime">When to call first; zero means before this method returns, infinite means never.</param>
    /// <param name="period">How often after that; zero and infinite mean not again.</param>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool Schedule(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        CheckSpan(dueTime, nameof(dueTime));
        CheckSpan(period, nameof(period));
        var immediate = false;
        lock (_gate)
        {
            if (timer.Disposed) return false;
            Remove_NeedsLock(timer);
            timer.Period = period;
            if (dueTime == TimeSpan.Zero)
            {
                immediate = true;
                AddNextPeriod_NeedsLock(timer, _elapsed);
            }
            else if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Add_NeedsLock(timer, _elapsed + dueTime.Ticks);
            }
        }

        if (immediate) timer.Fire();
        return true;
    }

    internal void Remove(FakeTimer timer)
    {
        lock (_gate)
        {
            timer.Disposed = true;
            Remove_NeedsLock(timer);
        }
    }

    private static void CheckSpan(TimeSpan span, string name)
    {
        if (span != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
    }

    /// <summary>Moves the clocks to the next timer that is due until <paramref name="target"/> and takes it, or moves
    /// them to the target.</summary>
    private FakeTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            var next = _pending.Min;
            if (next is null || next.Due > target)
            {
                MoveTo_NeedsLock(target);
                return null;
            }

            Remove_NeedsLock(next);
            MoveTo_NeedsLock(next.Due);
            AddNextPeriod_NeedsLock(next, next.Due);
            return next;
        }
    }

    private void MoveTo_NeedsLock(long moment)
    {
        // A callback, or another thread, may have moved the clock past this moment already.
        if (moment <= _elapsed) return;
        _wall += TimeSpan.FromTicks(moment - _elapsed);
        _elapsed = moment;
    }

    private void AddNextPeriod_NeedsLock(FakeTimer timer, long from)
    {
        if (timer.Period > TimeSpan.Zero) Add_NeedsLock(timer, from + timer.Period.Ticks);
    }

    private void Add_NeedsLock(FakeTimer timer, long due)
    {
        timer.Due = due;
        timer.Sequence = _sequence++;
        _pending.Add(timer);
        if (timer.Handler is { } handler) Hold_NeedsLock(handler);
    }

    private void Remove_NeedsLock(FakeTimer timer)
    {
        if (_pending.Remove(timer) && timer.Handler is { } handler) Release_NeedsLock(handler);
    }
}
