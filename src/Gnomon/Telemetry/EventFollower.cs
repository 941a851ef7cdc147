using System.Threading.Channels;

namespace Gnomon.Telemetry;

/// <summary>One who follows the events of this process. At most <see cref="EventLimits.MaxUnread"/> wait for it; a slow
/// one is told how many it missed, and delays neither jobs nor others. Read it from one place at a time, and dispose of
/// it when done.</summary>
public sealed class EventFollower : IDisposable
{
    private readonly Channel<FollowedEvent> _unread = Channel.CreateBounded<FollowedEvent>(
        new BoundedChannelOptions(EventLimits.MaxUnread) { SingleReader = true });

    private readonly EventFilter _filter;
    private readonly Action<EventFollower> _leave;
    private long _missed;

    internal EventFollower(EventFilter filter, Action<EventFollower> leave) => (_filter, _leave) = (filter, leave);

    /// <summary>Waits until there is something to read.</summary>
    /// <returns>False when the process stops and nothing is left.</returns>
    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _unread.Reader.WaitToReadAsync(cancellation);

    /// <summary>Takes what is next, if there is something.</summary>
    public bool TryRead(out FollowedEvent next)
    {
        if (_unread.Reader.TryRead(out next)) return true;
        // What was missed is otherwise told with the event after it, and that may be long in coming.
        next = new FollowedEvent(0, null, Interlocked.Exchange(ref _missed, 0));
        return next.Missed > 0;
    }

    /// <summary>Follows no more.</summary>
    public void Dispose()
    {
        End();
        _leave(this);
    }

    internal void Offer(long number, GnomonEvent happened)
    {
        if (!_filter.Accepts(happened)) return;
        var missed = Interlocked.Exchange(ref _missed, 0);
        if (!_unread.Writer.TryWrite(new FollowedEvent(number, happened, missed))) Miss(missed + 1);
    }

    internal void Miss(long count) => Interlocked.Add(ref _missed, count);

    internal void End() => _unread.Writer.TryComplete();
}
