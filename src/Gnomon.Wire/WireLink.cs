using System.IO.Pipelines;

namespace Gnomon.Wire;

/// <summary>One established connection, from the end of its TLS hand-shake until it breaks. A link never comes back: a
/// reconnect makes another one.</summary>
/// <remarks>Callers append their commands to a buffer; the send loop takes what has gathered, sends it as one, and takes
/// again. The read loop finds frames and gives each to the oldest operation that waits.</remarks>
internal sealed partial class WireLink
{
    private readonly Lock _lock = new();
    private readonly WireOptions _options;
    private readonly WireCodec _codec;
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly TimeProvider _time;
    private readonly Action<WireChange> _report;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Exception> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<WireOperation> _inFlight = new();
    private readonly LinkedList<RoomWaiter> _room = new();
    private WireBuffer _gathered = new();
    private WireBuffer _leaving = new();
    private TaskCompletionSource? _drained;
    private ITimer? _watch;
    private long _batch = 1;
    private long _batchTaken;
    private long _inFlightBytes;
    private bool _isClosed;

    public WireLink(
        Stream stream, WireEndpoint endpoint, WireOptions options, WireCodec codec, Action<WireChange> report)
    {
        (_stream, Endpoint, _options, _codec, _report) = (stream, endpoint, options, codec, report);
        _time = options.Time;
        _lastReceived = _time.GetTimestamp();
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32_768, minimumReadSize: 8_192));
    }

    public WireEndpoint Endpoint { get; }

    public WireCodec Codec => _codec;

    /// <summary>Completes with the cause when the link breaks.</summary>
    public Task<Exception> Broken => _broken.Task;

    /// <summary>Completes when both loops have ended and the socket is gone.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public bool IsClosed
    {
        get
        {
            lock (_lock) return _isClosed;
        }
    }

    public void Start()
    {
        var loops = Task.WhenAll(Task.Run(SendLoopAsync), Task.Run(ReadLoopAsync));
        Ended = CleanUpAsync(loops);
        StartWatch();
    }

    /// <summary>Ends the link: every operation that waits fails with whether it was sent.</summary>
    public void Break(Exception cause)
    {
        List<WireOperation> lost;
        long taken;
        bool wakes;
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
            taken = _batchTaken;
            lost = [.. _inFlight];
            _inFlight.Clear();
            foreach (var waiter in _room) waiter.Turn.TrySetResult(false);
            _room.Clear();
            _drained?.TrySetResult();
            wakes = _isSenderIdle;
            _isSenderIdle = false;
        }

        _watch?.Dispose();
        _stop.Cancel();
        _stream.Dispose();
        if (wakes) Wake(inline: false);
        foreach (var operation in lost)
        {
            operation.TryFail(Failure(cause, wasSent: operation.Batch <= taken));
            operation.LetGo();
        }

        _broken.TrySetResult(cause);
    }

    /// <summary>Completes when nothing waits for an answer any more.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (_isClosed || (_inFlight.Count == 0 && _gathered.Length == 0)) return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>What a command gets that waited when the link broke.</summary>
    private WireException Failure(Exception cause, bool wasSent)
    {
        var problem = !wasSent ? WireProblem.NotSent
            : cause is WireException { Problem: WireProblem.Protocol } ? WireProblem.Protocol : WireProblem.Unanswered;
        var what = wasSent ? "broke before the answer came" : "broke before the command was sent";
        return new WireException(
            problem, $"The connection to {_codec.ServerKind} at {Endpoint} {what}: {cause.Message}", cause);
    }

    private void TellDrained_NeedsLock()
    {
        if (_inFlight.Count == 0 && _gathered.Length == 0) _drained?.TrySetResult();
    }

    private async Task CleanUpAsync(Task loops)
    {
        await loops.ConfigureAwait(false);
        await _input.CompleteAsync().ConfigureAwait(false);
        _gathered.Dispose();
        _leaving.Dispose();
    }
}
