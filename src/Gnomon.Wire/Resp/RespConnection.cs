namespace Gnomon.Wire.Resp;

/// <summary>A connection to one Redis server that many callers share. Commands of all callers go out together and their
/// replies come back in order. It keeps itself up: when it breaks it is made again, with growing random waits.</summary>
/// <remarks>Safe for use from many threads. A command that has failed says whether it was sent
/// (<see cref="WireException.NeverSent"/>); none is ever repeated by the connection.</remarks>
public sealed class RespConnection : IAsyncDisposable
{
    private static readonly byte[] Asking = "*1\r\n$6\r\nASKING\r\n"u8.ToArray();

    private readonly RespSubscriptions _subscriptions = new();
    private readonly WireConnection _wire;

    private RespConnection(RespOptions options)
    {
        options.Validate();
        _wire = new WireConnection(options.Wire, () => new RespCodec(options, _subscriptions));
    }

    /// <summary>Whether a command would go out now.</summary>
    public bool IsConnected => _wire.Link is { IsClosed: false };

    /// <summary>The server that the connection is with, or was with last.</summary>
    public WireEndpoint Endpoint => _wire.Endpoint;

    /// <summary>What the server said of itself; null while there is no connection.</summary>
    public RespServerInfo? Server => (_wire.Link?.Codec as RespCodec)?.Server;

    /// <summary>Connects, with one attempt.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="WireException">The server cannot be reached or refuses; the message says which and why.</exception>
    public static async Task<RespConnection> ConnectAsync(RespOptions options, CancellationToken cancellation = default)
    {
        var connection = new RespConnection(options);
        await connection._wire.StartAsync(cancellation).ConfigureAwait(false);
        return connection;
    }

    /// <summary>Connects in the background, again and again until it succeeds. Commands wait for it, up to the connect
    /// time-out.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RespConnection Start(RespOptions options)
    {
        var connection = new RespConnection(options);
        connection._wire.Start();
        return connection;
    }

    /// <summary>Sends a command and waits for its reply. The command may be disposed when the returned task has completed.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="parser">Makes the result, on the reader's thread.</param>
    /// <param name="cancellation">Gives up waiting. A command that has been handed over still goes out, and is carried out.
    /// </param>
    /// <exception cref="RespServerException">The server answered with an error.</exception>
    /// <exception cref="WireException">There is no answer; it says whether the command was sent.</exception>
    /// <exception cref="FormatException">The reply is not what the parser expected.</exception>
    public ValueTask<TResult> ExecuteAsync<TResult>(
        RespCommand command, RespParser<object?, TResult> parser, CancellationToken cancellation = default) =>
        ExecuteAsync(command, null, parser, cancellation);

    /// <summary>Sends a command and waits for its reply. The command may be disposed when the returned task has completed.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="state">Given to the parser, which so needs no closure.</param>
    /// <param name="parser">Makes the result, on the reader's thread.</param>
    /// <param name="cancellation">Gives up waiting. A command that has been handed over still goes out, and is carried out.
    /// </param>
    /// <exception cref="RespServerException">The server answered with an error.</exception>
    /// <exception cref="WireException">There is no answer; it says whether the command was sent.</exception>
    /// <exception cref="FormatException">The reply is not what the parser expected.</exception>
    public ValueTask<TResult> ExecuteAsync<TState, TResult>(
        RespCommand command, TState state, RespParser<TState, TResult> parser, CancellationToken cancellation = default) =>
        SendAsync(default, command, state, parser, cancellation);

    /// <summary>Sends <c>ASKING</c> and a command with nothing between them, as a node of a cluster wants it that another
    /// one named with <c>ASK</c>.</summary>
    /// <inheritdoc cref="ExecuteAsync{TState, TResult}"/>
    public ValueTask<TResult> ExecuteAskingAsync<TState, TResult>(
        RespCommand command, TState state, RespParser<TState, TResult> parser, CancellationToken cancellation = default) =>
        SendAsync(Asking, command, state, parser, cancellation);

    /// <summary>Listens to a channel. The subscription outlives reconnects; messages that are published meanwhile are lost,
    /// and <see cref="WireOptions.OnChange"/> tells of it.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="handler">Takes each message, on the reader's thread.</param>
    /// <param name="cancellation">Gives up waiting for the confirmation.</param>
    /// <exception cref="InvalidOperationException">The channel has a handler already.</exception>
    /// <exception cref="RespServerException">The server refuses; nothing is subscribed.</exception>
    /// <exception cref="WireException">There is no confirmation; nothing is subscribed.</exception>
    public async Task SubscribeAsync(string channel, RespMessageHandler handler, CancellationToken cancellation = default)
    {
        _subscriptions.Add(channel, handler);
        try
        {
            if (Server is { } server) RespSubscriptions.RequirePush(server, Endpoint);
            using var command = RespCommand.Create("SUBSCRIBE"u8).Add(channel);
            await ExecuteAsync(command, RespParsers.Any, cancellation).ConfigureAwait(false);
        }
        catch
        {
            _subscriptions.Remove(channel);
            throw;
        }
    }

    /// <summary>Listens to a channel no longer.</summary>
    /// <exception cref="WireException">There is no confirmation; the handler is gone all the same.</exception>
    public async Task UnsubscribeAsync(string channel, CancellationToken cancellation = default)
    {
        if (!_subscriptions.Remove(channel)) return;
        using var command = RespCommand.Create("UNSUBSCRIBE"u8).Add(channel);
        await ExecuteAsync(command, RespParsers.Any, cancellation).ConfigureAwait(false);
    }

    /// <summary>Breaks the connection, so that it is made again, perhaps with another server.</summary>
    /// <param name="cause">Why; commands that wait for answers get it as the inner cause.</param>
    public void Reset(Exception cause) => _wire.Reset(cause);

    /// <summary>Takes no further command, waits for the replies that are owed, at most for the command time-out, and closes.
    /// </summary>
    public Task CloseAsync(CancellationToken cancellation = default) => _wire.CloseAsync(cancellation);

    /// <summary>Closes at once: commands that wait for replies fail.</summary>
    public Task AbortAsync() => _wire.AbortAsync();

    /// <summary>Closes as <see cref="CloseAsync"/> does.</summary>
    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private ValueTask<TResult> SendAsync<TState, TResult>(
        byte[]? prefix, RespCommand command, TState state, RespParser<TState, TResult> parser,
        CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled<TResult>(cancellation);
        var bytes = command.Written();
        var operation = RespOperation<TState, TResult>.Rent(state, parser);
        if (prefix is not null) operation.Skip = 1;
        if (_wire.TrySubmit(operation, prefix, bytes.Span))
        {
            operation.WatchFor(cancellation);
            return operation.Task;
        }

        return SendLaterAsync(operation, prefix, bytes, cancellation);
    }

    private async ValueTask<TResult> SendLaterAsync<TState, TResult>(
        RespOperation<TState, TResult> operation, byte[]? prefix, ReadOnlyMemory<byte> bytes,
        CancellationToken cancellation)
    {
        await _wire.SubmitAsync(operation, prefix, bytes, cancellation).ConfigureAwait(false);
        operation.WatchFor(cancellation);
        return await operation.Task.ConfigureAwait(false);
    }
}
