namespace Gnomon.Wire;

internal sealed partial class WireConnection
{
    /// <summary>The exponent of the back-off stops growing here: the cap holds long before.</summary>
    private const int MaxDoublings = 20;

    private async Task RunAsync(WireLink? link)
    {
        var failures = 0;
        while (link is not null || !_stop.IsCancellationRequested)
        {
            link ??= await TryAttemptAsync(failures).ConfigureAwait(false);
            if (link is null)
            {
                failures++;
                continue;
            }

            var current = link;
            using var end = _stop.Token.UnsafeRegister(_ => current.Break(Ending()), null);
            var since = _options.Time.GetTimestamp();
            Tell(new WireChange(WireState.Connected, link.Endpoint, null));
            var cause = await link.Broken.ConfigureAwait(false);
            Unpublish(link);
            await link.Ended.ConfigureAwait(false);
            // A server that accepts and then drops is not asked without end.
            failures = _options.Time.GetElapsedTime(since) >= _options.BackoffCap ? 0 : failures + 1;
            _lastCause = cause;
            if (_stop.IsCancellationRequested) return;
            Tell(new WireChange(WireState.Broken, link.Endpoint, cause));
            await PauseAsync(Jitter(failures - 1)).ConfigureAwait(false);
            link = null;
        }
    }

    private async Task<WireLink?> TryAttemptAsync(int failures)
    {
        try
        {
            var link = await AttemptAsync(_stop.Token).ConfigureAwait(false);
            Publish(link);
            return link;
        }
        catch (Exception error)
        {
            if (_stop.IsCancellationRequested) return null;
            var cause = AsWire(error);
            _lastCause = cause;
            var pause = Jitter(failures);
            Tell(new WireChange(WireState.AttemptFailed, _endpoint, cause, pause));
            await PauseAsync(pause).ConfigureAwait(false);
            return null;
        }
    }

    private static ObjectDisposedException Ending() => new(null, "the connection was closed");

    /// <summary>Full jitter: anything from nothing to the bound of this attempt.</summary>
    private TimeSpan Jitter(int failures)
    {
        var bound = _options.BackoffFirst * Math.Pow(2, Math.Clamp(failures, 0, MaxDoublings));
        return _options.Random.NextDouble() * (bound < _options.BackoffCap ? bound : _options.BackoffCap);
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _options.Time, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Closing ends the pause.
        }
    }

    private async Task<WireLink> AttemptAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_options.ConnectTimeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation, _stop.Token);
        if (_options.ResolveAsync is { } resolve) _endpoint = await resolve(both.Token).ConfigureAwait(false);
        var codec = _newCodec();
        var stream = await WireDialer.DialAsync(_endpoint, _options.Tls, codec, both.Token).ConfigureAwait(false);
        var link = new WireLink(stream, _endpoint, _options, codec, Tell);
        link.Start();
        try
        {
            await codec.HandshakeAsync(link, both.Token).ConfigureAwait(false);
            return link;
        }
        catch (Exception error)
        {
            link.Break(error);
            await link.Ended.ConfigureAwait(false);
            throw;
        }
    }

    private void Publish(WireLink link)
    {
        lock (_lock)
        {
            _link = link;
            _next.TrySetResult(link);
        }
    }

    private void Unpublish(WireLink link)
    {
        lock (_lock)
        {
            if (_link != link) return;
            _link = null;
            _next = NewTurn();
        }
    }

    private void Tell(WireChange change)
    {
        try
        {
            _options.OnChange?.Invoke(change);
        }
        catch (Exception)
        {
            // An observer's failure must not end the connection that it observes.
        }
    }
}
