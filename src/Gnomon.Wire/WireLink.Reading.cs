using System.Buffers;

namespace Gnomon.Wire;

internal sealed partial class WireLink
{
    private long _lastReceived;

    private async Task ReadLoopAsync()
    {
        try
        {
            while (true)
            {
                var read = await _input.ReadAsync(_stop.Token).ConfigureAwait(false);
                var unread = read.Buffer;
                Volatile.Write(ref _lastReceived, _time.GetTimestamp());
                while (!unread.IsEmpty && _codec.TryReadFrame(unread, out var length, out var kind))
                {
                    Dispatch(unread.Slice(0, length), kind);
                    unread = unread.Slice(length);
                }

                if (read.IsCompleted) throw new EndOfStreamException("the server closed the connection");
                _input.AdvanceTo(unread.Start, unread.End);
            }
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    private void Dispatch(in ReadOnlySequence<byte> frame, WireFrameKind kind)
    {
        if (kind == WireFrameKind.Push)
        {
            Push(frame);
            return;
        }

        WireOperation? operation;
        lock (_lock)
        {
            if (_isClosed) return;
            if (!_inFlight.TryPeek(out operation))
                throw new WireException(WireProblem.Protocol, $"{_codec.ServerKind} at {Endpoint} answered what nobody asked.");
            if (operation.Skip > 0)
            {
                operation.Skip--;
                return;
            }

            _inFlight.Dequeue();
            FreeRoom_NeedsLock(operation.Bytes);
            TellDrained_NeedsLock();
        }

        operation.Answer(frame);
        operation.LetGo();
    }

    private void Push(in ReadOnlySequence<byte> frame)
    {
        try
        {
            _codec.OnPush(frame, this);
        }
        catch (Exception error) when (error is not WireException { Problem: WireProblem.Protocol })
        {
            _report(new WireChange(WireState.HandlerFailed, Endpoint, error));
        }
    }
}
