using System.Buffers.Binary;
using System.Text;

namespace Gnomon.Codecs;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
/// <param name="data">The records.</param>
internal ref struct RecordReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position >= _data.Length;

    public readonly int Remaining => _data.Length - Position;

    public byte Byte() => Take(1)[0];

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <exception cref="InvalidDataException">The number does not end, or is too large.</exception>
    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return (long)value;
        }

        throw new InvalidDataException("a number has more than nine bytes");
    }

    public int Int32() => checked((int)Number());

    public Guid Guid() => new(Take(16), bigEndian: true);

    public ReadOnlySpan<byte> Bytes() => Take(Int32());

    public ReadOnlySpan<byte> Rest() => Take(Remaining);

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public string? OptionalText() => Byte() == 0 ? null : Text();

    private ReadOnlySpan<byte> Take(int size)
    {
        if ((uint)size > (uint)Remaining) throw new InvalidDataException("a record ends before its data does");
        var part = _data.Slice(Position, size);
        Position += size;
        return part;
    }
}
