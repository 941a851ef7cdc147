namespace Gnomon.Wire;

internal sealed partial class WireLink
{
    /// <summary>Waits for room, first come first served, and hands the command over.</summary>
    /// <returns>False when the link ended before that.</returns>
    /// <exception cref="WireException">There was no room within the command time-out.</exception>
    public async ValueTask<bool> SubmitInTurnAsync(
        WireOperation operation, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> command, CancellationToken cancellation)
    {
        var waiter = new RoomWaiter(prefix.Length + command.Length);
        lock (_lock)
        {
            if (_isClosed) return false;
            _room.AddLast(waiter);
            FreeRoom_NeedsLock(0);
        }

        try
        {
            var turn = await waiter.Turn.Task.WaitAsync(_options.CommandTimeout, _time, cancellation).ConfigureAwait(false);
            if (!turn) return false;
        }
        catch (Exception error)
        {
            GiveUp(waiter);
            if (error is not TimeoutException) throw;
            throw new WireException(
                WireProblem.Overloaded,
                $"{_codec.ServerKind} at {Endpoint} left no room for another command within {_options.CommandTimeout}:"
                + $" {_options.MaxInFlightBytes:N0} bytes wait for answers.");
        }

        bool wakes, inline;
        lock (_lock)
        {
            if (_isClosed) return false;
            (wakes, inline) = Append_NeedsLock(operation, prefix.Span, command.Span);
        }

        if (wakes) Wake(inline);
        return true;
    }

    private void GiveUp(RoomWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.IsGranted) FreeRoom_NeedsLock(waiter.Bytes);
            else if (_room.Remove(waiter)) FreeRoom_NeedsLock(0);
        }
    }

    /// <summary>A command larger than the bound goes alone.</summary>
    private bool HasRoom_NeedsLock(int bytes) =>
        _room.Count == 0 && (_inFlightBytes == 0 || _inFlightBytes + bytes <= _options.MaxInFlightBytes);

    private void FreeRoom_NeedsLock(int bytes)
    {
        _inFlightBytes -= bytes;
        while (_room.First is { } first
            && (_inFlightBytes == 0 || _inFlightBytes + first.Value.Bytes <= _options.MaxInFlightBytes))
        {
            _room.RemoveFirst();
            _inFlightBytes += first.Value.Bytes;
            first.Value.IsGranted = true;
            first.Value.Turn.TrySetResult(true);
        }
    }
}
