using System.Buffers.Binary;

namespace Gnomon.Local.Journal;

/// <summary>The first 64 bytes of a journal file.
/// <code>magic 8 · version 4 · flags 4 · number 8 · first sequence 8 · chain 4 · store 16 · unused 8 · checksum 4</code>
/// To change any form in the journal: raise <see cref="Version"/>, keep reading every older one, and say in
/// docs/adr/0005 what changed.</summary>
/// <param name="Number">The file's number, from 1; its name says the same.</param>
/// <param name="FirstSequence">The number of its first frame.</param>
/// <param name="Chain">The chain value of the last frame before it.</param>
/// <param name="Store">Names the store, so that a file of another store is not taken for one of this.</param>
/// <param name="BeginsCheckpoint">Whether its first record begins a checkpoint, so that nothing before it is needed
/// once the checkpoint is complete.</param>
internal sealed record SegmentHeader(
    long Number, long FirstSequence, uint Chain, Guid Store, bool BeginsCheckpoint)
{
    public const int Size = 64;

    /// <summary>The newest form of journal that this program writes and reads.</summary>
    public const int Version = 4;

    private static ReadOnlySpan<byte> Magic => "GNOMON\r\n"u8;

    public byte[] Encode()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), BeginsCheckpoint ? 1 : 0);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), FirstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(32), Chain);
        Store.TryWriteBytes(bytes.AsSpan(36), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(60), Checksum.Of(bytes.AsSpan(0, 60)));
        return bytes;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">The beginning of a file.</param>
    /// <param name="version">The version it was written in, when the checksum is right.</param>
    /// <returns>Null when the bytes are not a whole header.</returns>
    public static SegmentHeader? Decode(ReadOnlySpan<byte> bytes, out int version)
    {
        version = 0;
        if (bytes.Length < Size || !bytes[..8].SequenceEqual(Magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) != Checksum.Of(bytes[..60])) return null;
        version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        return new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]),
            new Guid(bytes.Slice(36, 16), bigEndian: true),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) == 1);
    }
}
