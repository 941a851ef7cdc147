using System.Buffers;
using System.Text;

namespace Gnomon.Wire.Resp;

/// <summary>Who listens to which channels; renewed on each fresh link.</summary>
internal sealed class RespSubscriptions
{
    private readonly Lock _lock = new();
    private volatile (byte[] Name, string Channel, RespMessageHandler Handler)[] _all = [];

    /// <summary>Whether a push answers a command that begins or ends a subscription. Each such command names one channel,
    /// so that one push answers it.</summary>
    public static bool IsConfirmation(in ReadOnlySequence<byte> frame)
    {
        var reader = new RespReader(frame);
        if (reader.ReadArray() < 1 || !reader.TryReadBytes(out var kind)) return false;
        return Is(kind, "subscribe"u8) || Is(kind, "unsubscribe"u8);
    }

    /// <exception cref="InvalidOperationException">The channel has a handler already.</exception>
    public void Add(string channel, RespMessageHandler handler)
    {
        lock (_lock)
        {
            if (_all.Any(one => one.Channel == channel))
                throw new InvalidOperationException($"The channel '{channel}' has a handler already.");
            _all = [.. _all, (Encoding.UTF8.GetBytes(channel), channel, handler)];
        }
    }

    public bool Remove(string channel)
    {
        lock (_lock)
        {
            var kept = _all.Where(one => one.Channel != channel).ToArray();
            var found = kept.Length < _all.Length;
            _all = kept;
            return found;
        }
    }

    public bool Contains(string channel) => _all.Any(one => one.Channel == channel);

    /// <summary>Hands a published message to its handler.</summary>
    /// <returns>False when the push is something else.</returns>
    public bool TryDeliver(in ReadOnlySequence<byte> frame)
    {
        var reader = new RespReader(frame);
        if (reader.ReadArray() != 3 || !reader.TryReadBytes(out var kind) || !Is(kind, "message"u8)) return false;
        if (!reader.TryReadBytes(out var channel) || !reader.TryReadBytes(out var payload)) return false;
        foreach (var one in _all)
            if (Is(channel, one.Name))
            {
                one.Handler(payload);
                break;
            }

        return true;
    }

    public async ValueTask RestoreAsync(WireLink link, RespServerInfo server, CancellationToken cancellation)
    {
        foreach (var one in _all)
        {
            RequirePush(server, link.Endpoint);
            using var command = RespCommand.Create("SUBSCRIBE"u8).Add(one.Name);
            await RespHandshake.ExecuteAsync(link, command, null, RespParsers.Any, cancellation).ConfigureAwait(false);
        }
    }

    public static void RequirePush(RespServerInfo server, WireEndpoint endpoint)
    {
        if (server.Protocol < 3)
            throw new WireException(
                WireProblem.Refused, $"redis at {endpoint} is too old for messages beside replies: version 6 is needed.");
    }

    private static bool Is(in ReadOnlySequence<byte> bytes, ReadOnlySpan<byte> wanted)
    {
        if (bytes.IsSingleSegment) return bytes.FirstSpan.SequenceEqual(wanted);
        return bytes.Length == wanted.Length && bytes.ToArray().AsSpan().SequenceEqual(wanted);
    }
}
