using System.Buffers.Binary;

namespace Gnomon.Local.Journal;

/// <summary>One group of records: written together, synced together, there wholly or not at all.
/// <code>size 4 · chain 4 · sequence 8 · durable 8 · payload checksum 4 · header checksum 4 · payload, zeros to 8</code>
/// The header's checksum covers the payload's, is seeded with the file's number, and is the chain value that the next
/// frame carries. <c>durable</c> is the highest sequence that was known to be on the disk when this frame was written:
/// a whole frame that names sequence n there proves that frame n was whole once, so finding n broken is damage, not a
/// torn write.</summary>
internal static class Frame
{
    public const int HeaderSize = 32;

    /// <summary>The bytes that a payload takes, header and padding included.</summary>
    public static int SizeOf(int payload) => HeaderSize + ((payload + 7) & ~7);

    /// <summary>Completes a frame whose payload begins at <see cref="HeaderSize"/>.</summary>
    /// <returns>Its chain value.</returns>
    public static uint Seal(Span<byte> frame, int payload, long segment, long sequence, long durable, uint chain)
    {
        var padded = frame[HeaderSize..SizeOf(payload)];
        padded[payload..].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], chain);
        BinaryPrimitives.WriteInt64LittleEndian(frame[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], durable);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[24..], Checksum.Of(padded));
        var seal = HeaderChecksum(frame, segment);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[28..], seal);
        return seal;
    }

    /// <summary>Reads the frame at the beginning of <paramref name="data"/>.</summary>
    /// <returns>Null when no whole frame of this file begins there.</returns>
    public static FrameHeader? Read(ReadOnlySpan<byte> data, long segment)
    {
        if (data.Length < HeaderSize) return null;
        var seal = BinaryPrimitives.ReadUInt32LittleEndian(data[28..]);
        var payload = BinaryPrimitives.ReadInt32LittleEndian(data);
        if (payload <= 0 || payload > data.Length - HeaderSize || SizeOf(payload) > data.Length) return null;
        if (seal != HeaderChecksum(data, segment)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[24..]) != Checksum.Of(data[HeaderSize..SizeOf(payload)]))
            return null;
        return new FrameHeader(
            payload,
            BinaryPrimitives.ReadUInt32LittleEndian(data[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(data[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(data[16..]),
            seal);
    }

    private static uint HeaderChecksum(ReadOnlySpan<byte> frame, long segment) =>
        Checksum.Of(frame[..28], (uint)segment * 2654435761u);
}
