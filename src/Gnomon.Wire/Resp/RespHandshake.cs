namespace Gnomon.Wire.Resp;

/// <summary>A fresh connection before it is given to its users.</summary>
public sealed class RespHandshake
{
    private readonly WireLink _link;

    internal RespHandshake(WireLink link, RespServerInfo server) => (_link, Server) = (link, server);

    /// <summary>What the server said of itself.</summary>
    public RespServerInfo Server { get; }

    /// <summary>Where it listens.</summary>
    public WireEndpoint Endpoint => _link.Endpoint;

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <exception cref="RespServerException">The server answered with an error.</exception>
    /// <exception cref="WireException">The connection broke.</exception>
    public ValueTask<TResult> ExecuteAsync<TState, TResult>(
        RespCommand command, TState state, RespParser<TState, TResult> parser, CancellationToken cancellation = default) =>
        ExecuteAsync(_link, command, state, parser, cancellation);

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <exception cref="RespServerException">The server answered with an error.</exception>
    /// <exception cref="WireException">The connection broke.</exception>
    public ValueTask<TResult> ExecuteAsync<TResult>(
        RespCommand command, RespParser<object?, TResult> parser, CancellationToken cancellation = default) =>
        ExecuteAsync(_link, command, null, parser, cancellation);

    internal static async ValueTask<TResult> ExecuteAsync<TState, TResult>(
        WireLink link, RespCommand command, TState state, RespParser<TState, TResult> parser, CancellationToken cancellation)
    {
        var operation = RespOperation<TState, TResult>.Rent(state, parser);
        if (!await link.SubmitInTurnAsync(operation, default, command.Written(), cancellation).ConfigureAwait(false))
            throw new WireException(WireProblem.NotSent, $"The connection to redis at {link.Endpoint} broke in the hand-shake.");
        operation.WatchFor(cancellation);
        return await operation.Task.ConfigureAwait(false);
    }
}
