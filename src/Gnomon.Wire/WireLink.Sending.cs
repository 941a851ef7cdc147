using System.Threading.Tasks.Sources;

namespace Gnomon.Wire;

internal sealed partial class WireLink : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _wake;
    private bool _isSenderIdle;

    /// <summary>Hands a command over. An idle connection is sent to by the caller itself, which saves a change of thread;
    /// on a busy one the send loop takes the command with what else has gathered by its turn.</summary>
    /// <param name="operation">Waits for the answer; its <see cref="WireOperation.Skip"/> says how many replies the
    /// prefix makes.</param>
    /// <param name="prefix">Bytes to send directly before the command, or none.</param>
    /// <param name="command">The command; it is copied.</param>
    public WireSubmit TrySubmit(WireOperation operation, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> command)
    {
        bool wakes, inline;
        lock (_lock)
        {
            if (_isClosed) return WireSubmit.Closed;
            var bytes = prefix.Length + command.Length;
            if (!HasRoom_NeedsLock(bytes)) return WireSubmit.Full;
            _inFlightBytes += bytes;
            (wakes, inline) = Append_NeedsLock(operation, prefix, command);
        }

        if (wakes) Wake(inline);
        return WireSubmit.Done;
    }

    /// <summary>Sends bytes that have no answer.</summary>
    /// <returns>False when the link is closed.</returns>
    public bool Post(ReadOnlySpan<byte> bytes)
    {
        bool wakes;
        lock (_lock)
        {
            if (_isClosed) return false;
            _gathered.Append(bytes);
            wakes = _isSenderIdle;
            _isSenderIdle = false;
        }

        if (wakes) Wake(inline: false);
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _wake.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);

    private (bool Wakes, bool Inline) Append_NeedsLock(
        WireOperation operation, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> command)
    {
        if (prefix.Length > 0) _gathered.Append(prefix);
        _gathered.Append(command);
        operation.Bytes = prefix.Length + command.Length;
        operation.Batch = _batch;
        operation.SentAt = _time.GetTimestamp();
        var inline = _inFlight.Count == 0;
        _inFlight.Enqueue(operation);
        var wakes = _isSenderIdle;
        _isSenderIdle = false;
        return (wakes, inline);
    }

    private void Wake(bool inline)
    {
        if (inline) _wake.SetResult(true);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task SendLoopAsync()
    {
        try
        {
            while (!IsClosed)
            {
                if (!TryTake())
                {
                    await new ValueTask(this, _wake.Version).ConfigureAwait(false);
                    continue;
                }

                await _stream.WriteAsync(_leaving.Written, _stop.Token).ConfigureAwait(false);
                Sent();
            }
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    /// <summary>Takes what has gathered as the next batch. With nothing there, whoever appends next wakes the loop.
    /// </summary>
    private bool TryTake()
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            if (_gathered.Length == 0)
            {
                _wake.Reset();
                _isSenderIdle = true;
                return false;
            }

            (_gathered, _leaving) = (_leaving, _gathered);
            _batchTaken = _batch++;
            return true;
        }
    }

    private void Sent()
    {
        _leaving.Clear();
        lock (_lock) TellDrained_NeedsLock();
    }
}
