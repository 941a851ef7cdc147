using System.Buffers;
using System.Threading.Tasks.Sources;

namespace Gnomon.Wire.Resp;

/// <summary>A command that waits for its reply, and the value task that its caller awaits.</summary>
internal sealed class RespOperation<TState, TResult> : WireOperation, IValueTaskSource<TResult>
{
    private static readonly BoundedPool<RespOperation<TState, TResult>> Pool = new(WireLimits.MaxPooledOperations);

    private ManualResetValueTaskSourceCore<TResult> _core;
    private RespParser<TState, TResult> _parser = null!;
    private TState _state = default!;
    private TResult _result = default!;

    public ValueTask<TResult> Task => new(this, _core.Version);

    public static RespOperation<TState, TResult> Rent(TState state, RespParser<TState, TResult> parser)
    {
        var operation = Pool.TryRent() ?? new RespOperation<TState, TResult>();
        operation.Begin();
        (operation._state, operation._parser) = (state, parser);
        return operation;
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        // Throws for a task that has been awaited before, while nothing has been touched yet.
        _core.GetStatus(token);
        StopWatching();
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            LetGo();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    protected override void Parse(in ReadOnlySequence<byte> frame)
    {
        var reader = new RespReader(frame);
        if (reader.Peek() == RespKind.Error) throw new RespServerException(reader.ReadError());
        _result = _parser(ref reader, _state);
    }

    protected override void Deliver()
    {
        if (Error is { } error) _core.SetException(error);
        else _core.SetResult(_result);
    }

    protected override void Recycle()
    {
        _core.Reset();
        (_state, _parser, _result) = (default!, null!, default!);
        Pool.Return(this);
    }
}
