using System.Buffers;

namespace Gnomon.Wire;

/// <summary>One protocol on one established connection: a fresh instance serves each. The core calls it from one thread at
/// a time, except for <see cref="Ping"/>.</summary>
internal abstract class WireCodec
{
    /// <summary>What people call the server: <c>redis</c>.</summary>
    public abstract string ServerKind { get; }

    /// <summary>Reads what a server says before TLS begins, byte by byte. Most servers say nothing.</summary>
    public virtual ValueTask GreetAsync(Stream stream, CancellationToken cancellation) => default;

    /// <summary>Runs before any command of a user goes out. Commands sent here use <paramref name="link"/> directly.
    /// </summary>
    /// <exception cref="WireException">The server refuses.</exception>
    public abstract ValueTask HandshakeAsync(WireLink link, CancellationToken cancellation);

    /// <summary>Finds the end of the next frame. It keeps its place in an unfinished frame: the next call begins with the
    /// same bytes and more behind them.</summary>
    /// <param name="unread">All bytes from the start of the frame.</param>
    /// <param name="length">The bytes of the whole frame.</param>
    /// <param name="kind">What it is.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="WireException">The bytes are not of this protocol, or exceed a limit.</exception>
    public abstract bool TryReadFrame(in ReadOnlySequence<byte> unread, out long length, out WireFrameKind kind);

    /// <summary>Takes a frame that nobody asked for. Answers to it are posted to <paramref name="link"/>.</summary>
    public abstract void OnPush(in ReadOnlySequence<byte> frame, WireLink link);

    /// <summary>Asks the server for a sign of life.</summary>
    public abstract void Ping(WireLink link);
}
