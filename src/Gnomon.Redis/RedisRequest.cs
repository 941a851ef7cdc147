using Gnomon.Redis.Messages;

namespace Gnomon.Redis;

/// <summary>One call of a script on its way: the head that every script reads, then what this one does.</summary>
internal sealed class RedisRequest
{
    /// <summary>Where the nonce of a change is: behind the marks of the array and of the text.</summary>
    private const int NonceAt = 2;

    private const int NonceBytes = 16;

    private static readonly byte[] Process = Guid.NewGuid().ToByteArray()[..8];
    private static long s_last;

    private readonly byte[]? _again;
    private readonly ReadOnlyMemory<byte> _first;

    private RedisRequest(ReadOnlyMemory<byte> first, int againAt)
    {
        _first = first;
        if (againAt == 0) return;
        _again = first.ToArray();
        _again[againAt] = 0xC3;
    }

    /// <summary>What is sent the first time.</summary>
    public ReadOnlyMemory<byte> First => _first;

    /// <summary>What is sent when nobody knows whether the first one was carried out. The server then answers what it
    /// answered, if it did.</summary>
    public ReadOnlyMemory<byte> Again => _again ?? _first;

    /// <summary>What names a call that changes something: no other one ever has the same.</summary>
    public ReadOnlyMemory<byte> Nonce => _first.Slice(NonceAt, NonceBytes);

    /// <summary>Writes a request.</summary>
    /// <param name="options">The store's.</param>
    /// <param name="isChange">Whether it changes anything.</param>
    /// <param name="body">What the script is told.</param>
    /// <param name="write">Writes that.</param>
    public static RedisRequest Of<T>(
        RedisStoreOptions options, bool isChange, T body, Action<MessageWriter, T> write)
    {
        var writer = new MessageWriter();
        writer.Array(6);
        if (isChange) WriteNonce(writer);
        else writer.Nil();
        if (options.Clock is { } clock)
        {
            writer.Number(RedisTime.Micros(clock.GetUtcNow()));
            writer.Number((long)(clock.GetTimestamp() * (1_000_000d / clock.TimestampFrequency)));
        }
        else
        {
            writer.Nil();
            writer.Nil();
        }

        writer.Number(RedisTime.Micros(options.Retention));
        var againAt = writer.Length;
        writer.Bool(false);
        write(writer, body);
        return new RedisRequest(writer.Written, isChange ? againAt : 0);
    }

    private static void WriteNonce(MessageWriter writer)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Process.CopyTo(nonce);
        BitConverter.TryWriteBytes(nonce[8..], Interlocked.Increment(ref s_last));
        writer.Bytes(nonce);
    }
}
