namespace Gnomon.Wire;

/// <summary>Time-outs and signs of life. One timer looks at all: replies come in order, so the oldest operation says
/// whether any is late.</summary>
internal sealed partial class WireLink
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    private void StartWatch()
    {
        var span = _options.CommandTimeout == Timeout.InfiniteTimeSpan || _options.PingInterval < _options.CommandTimeout
            ? _options.PingInterval : _options.CommandTimeout;
        var period = span / 10;
        if (period > LongestPeriod) period = LongestPeriod;
        if (period < ShortestPeriod) period = ShortestPeriod;
        var watch = _time.CreateTimer(static state => ((WireLink)state!).Watch(), this, period, period);
        lock (_lock)
        {
            _watch = watch;
            if (!_isClosed) return;
        }

        watch.Dispose();
    }

    private void Watch()
    {
        bool isSilent, isIdle;
        lock (_lock)
        {
            if (_isClosed) return;
            var silence = _time.GetElapsedTime(Volatile.Read(ref _lastReceived));
            isIdle = _inFlight.Count == 0 && silence >= _options.PingInterval;
            isSilent = _options.CommandTimeout != Timeout.InfiniteTimeSpan && FailLate_NeedsLock()
                && silence >= _options.CommandTimeout;
        }

        if (isSilent)
            Break(new WireException(
                WireProblem.TimedOut,
                $"{_codec.ServerKind} at {Endpoint} owes an answer and has been silent for {_options.CommandTimeout}."));
        else if (isIdle) _codec.Ping(this);
    }

    /// <summary>Fails the operations that have waited too long. Their answers, should they come, are still taken off the
    /// stream.</summary>
    /// <returns>Whether the oldest is late.</returns>
    private bool FailLate_NeedsLock()
    {
        var isLate = false;
        foreach (var operation in _inFlight)
        {
            if (_time.GetElapsedTime(operation.SentAt) < _options.CommandTimeout) break;
            isLate = true;
            if (!operation.IsDecided)
                operation.TryFail(new WireException(
                    WireProblem.TimedOut,
                    $"{_codec.ServerKind} at {Endpoint} did not answer within {_options.CommandTimeout}."));
        }

        return isLate;
    }
}
