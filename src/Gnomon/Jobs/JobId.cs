using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Gnomon.Jobs;

/// <summary>Names one job for ever. Any UUID is accepted from a caller; ids made here are version 7 (RFC 9562).</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct JobId(Guid Value) : IComparable<JobId>
{
    private const int PoolBytes = 1024;

    [ThreadStatic]
    private static byte[]? t_pool;

    [ThreadStatic]
    private static int t_used;

    /// <summary>Makes a version 7 id: 48 bits of Unix milliseconds from <paramref name="time"/>, 74 random bits.</summary>
    public static JobId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return New(time.GetUtcNow());
    }

    /// <summary>Makes a version 7 id whose time part is <paramref name="instant"/>.</summary>
    public static JobId New(DateTimeOffset instant)
    {
        // One system call fills randomness for 64 ids: a call per id would cost more than storing the job.
        var pool = t_pool ??= new byte[PoolBytes];
        if (t_used == 0) RandomNumberGenerator.Fill(pool);
        Span<byte> bytes = stackalloc byte[16];
        pool.AsSpan(t_used, 16).CopyTo(bytes);
        t_used = (t_used + 16) % PoolBytes;

        var randomTail = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)instant.ToUnixTimeMilliseconds() << 16 | randomTail);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x70);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new JobId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Makes the one id that a tick of a schedule can have: a version 8 UUID over the schedule's id and the
    /// nominal instant. Firing the same tick twice therefore names the same job.</summary>
    public static JobId ForTick(string schedule, DateTimeOffset nominal)
    {
        ArgumentException.ThrowIfNullOrEmpty(schedule);
        return Of($"gnomon/tick/{schedule}/{nominal.UtcTicks}");
    }

    /// <summary>Makes the one id that a step of a workflow, or a node's copy of a broadcast, can have: a version 8 UUID
    /// over both. Whoever adds the same step names the same job.</summary>
    public static JobId ForStep(WorkflowId workflow, string step)
    {
        ArgumentException.ThrowIfNullOrEmpty(step);
        return Of($"gnomon/step/{workflow}/{step}");
    }

    private static JobId Of(string text)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(text);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name, hash);
        var bytes = hash[..16];
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new JobId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Reads a UUID in its 36-character form.</summary>
    /// <returns>False when <paramref name="text"/> is anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        var ok = Guid.TryParseExact(text, "D", out var value) && value != Guid.Empty;
        id = ok ? new JobId(value) : default;
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(JobId other) => Value.CompareTo(other.Value);

    /// <summary>The UUID in lower-case 36-character form.</summary>
    public override string ToString() => Value.ToString("D");
}
