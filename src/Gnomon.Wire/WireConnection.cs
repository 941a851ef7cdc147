using System.Net.Sockets;
using System.Security.Authentication;

namespace Gnomon.Wire;

/// <summary>A connection that comes back: one link at a time, and a loop that makes the next one when it breaks.</summary>
internal sealed partial class WireConnection : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly WireOptions _options;
    private readonly Func<WireCodec> _newCodec;
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource<WireLink> _next = NewTurn();
    private volatile WireLink? _link;
    private Task _run = Task.CompletedTask;
    private Exception? _lastCause;
    private WireEndpoint _endpoint;
    private volatile bool _isClosing;

    public WireConnection(WireOptions options, Func<WireCodec> newCodec)
    {
        options.Validate();
        (_options, _newCodec, _endpoint) = (options, newCodec, options.Endpoint);
    }

    /// <summary>The link that is ready for commands, or null.</summary>
    public WireLink? Link => _link;

    public WireEndpoint Endpoint => _link?.Endpoint ?? _endpoint;

    /// <summary>Connects in the background, again and again until it succeeds.</summary>
    public void Start() => _run = Task.Run(() => RunAsync(null));

    /// <summary>Makes one attempt to connect; after it succeeded the connection keeps itself up.</summary>
    /// <exception cref="WireException">It failed; the connection is of no further use.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        WireLink link;
        try
        {
            link = await AttemptAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            throw AsWire(error);
        }

        Publish(link);
        _run = Task.Run(() => RunAsync(link), CancellationToken.None);
    }

    /// <summary>Hands a command over when that is possible at once.</summary>
    public bool TrySubmit(WireOperation operation, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> command) =>
        !_isClosing && _link is { } link && link.TrySubmit(operation, prefix, command) == WireSubmit.Done;

    /// <summary>Hands a command over, waiting for a connection and for room.</summary>
    public async ValueTask SubmitAsync(
        WireOperation operation, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> command, CancellationToken cancellation)
    {
        var since = _options.Time.GetTimestamp();
        while (true)
        {
            ThrowIfClosing();
            var link = _link ?? await WaitForLinkAsync(since, cancellation).ConfigureAwait(false);
            if (await link.SubmitInTurnAsync(operation, prefix, command, cancellation).ConfigureAwait(false)) return;
            // The link has ended and its successor is not there yet: wait for the turn that follows it.
            Unpublish(link);
        }
    }

    /// <summary>Breaks the link; a new one is made at once.</summary>
    public void Reset(Exception cause) => _link?.Break(cause);

    /// <summary>Refuses further commands, waits for the answers that are owed, and closes.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        _isClosing = true;
        try
        {
            if (_link is { } link)
                await link.DrainAsync().WaitAsync(Longest(), _options.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whoever still waits is told by the abort.
        }
        finally
        {
            await AbortAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes at once: commands that wait fail.</summary>
    public async Task AbortAsync()
    {
        _isClosing = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        TaskCompletionSource<WireLink> turn;
        lock (_lock) turn = _next;
        turn.TrySetException(Closed());
        _ = turn.Task.Exception;
    }

    public async ValueTask DisposeAsync() => await CloseAsync(CancellationToken.None).ConfigureAwait(false);

    private void ThrowIfClosing()
    {
        if (_isClosing) throw Closed();
    }

    private static TaskCompletionSource<WireLink> NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan Longest() =>
        _options.CommandTimeout == Timeout.InfiniteTimeSpan ? _options.ConnectTimeout : _options.CommandTimeout;

    private WireException Closed() =>
        new(WireProblem.Closed, $"The connection to {_newCodec().ServerKind} at {Endpoint} has been closed.");

    private async ValueTask<WireLink> WaitForLinkAsync(long since, CancellationToken cancellation)
    {
        Task<WireLink> turn;
        lock (_lock)
        {
            if (_isClosing) throw Closed();
            turn = _next.Task;
        }

        var left = _options.ConnectTimeout - _options.Time.GetElapsedTime(since);
        try
        {
            if (left <= TimeSpan.Zero) throw new TimeoutException();
            return await turn.WaitAsync(left, _options.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var cause = _lastCause;
            throw new WireException(
                WireProblem.Unreachable,
                $"No connection to {_newCodec().ServerKind} at {Endpoint} within {_options.ConnectTimeout}"
                + (cause is null ? "." : $": {cause.Message}"), cause);
        }
    }

    private WireException AsWire(Exception error)
    {
        if (error is WireException { Problem: WireProblem.Refused or WireProblem.Unreachable } known) return known;
        var where = $"{_newCodec().ServerKind} at {Endpoint}";
        return error switch
        {
            AuthenticationException => new WireException(
                WireProblem.Refused, $"No trusted TLS connection to {where}: {error.Message}", error),
            OperationCanceledException => new WireException(
                WireProblem.Unreachable, $"No connection to {where} within {_options.ConnectTimeout}.", error),
            SocketException socket => new WireException(
                WireProblem.Unreachable, $"No connection to {where}: {socket.SocketErrorCode}, {socket.Message}", error),
            _ => new WireException(WireProblem.Unreachable, $"No connection to {where}: {error.Message}", error),
        };
    }
}
