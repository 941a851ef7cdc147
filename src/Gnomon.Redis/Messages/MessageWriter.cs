using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Gnomon.Redis.Messages;

/// <summary>Writes a request as MessagePack, which scripts read with <c>cmsgpack</c>.</summary>
internal sealed class MessageWriter(int capacity = 512)
{
    private byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Nil() => Reserve(1)[0] = 0xC0;

    public void Bool(bool value) => Reserve(1)[0] = value ? (byte)0xC3 : (byte)0xC2;

    public void Number(long value)
    {
        if (value is >= 0 and < 128)
        {
            Reserve(1)[0] = (byte)value;
            return;
        }

        if (value is >= int.MinValue and <= int.MaxValue)
        {
            var narrow = Reserve(5);
            narrow[0] = 0xD2;
            BinaryPrimitives.WriteInt32BigEndian(narrow[1..], (int)value);
            return;
        }

        var wide = Reserve(9);
        wide[0] = 0xD3;
        BinaryPrimitives.WriteInt64BigEndian(wide[1..], value);
    }

    public void Number(long? value)
    {
        if (value is { } number) Number(number);
        else Nil();
    }

    public void Double(double value)
    {
        var place = Reserve(9);
        place[0] = 0xCB;
        BinaryPrimitives.WriteDoubleBigEndian(place[1..], value);
    }

    /// <summary>Begins an array; so many elements follow.</summary>
    public void Array(int count) => Head(count, 0x90, 0xDC);

    /// <summary>Begins a map; so many keys, each with its value, follow.</summary>
    public void Map(int count) => Head(count, 0x80, 0xDE);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        StringHead(value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    public void Text(ReadOnlySpan<char> value)
    {
        var size = Encoding.UTF8.GetByteCount(value);
        StringHead(size);
        Encoding.UTF8.GetBytes(value, Reserve(size));
    }

    public void Text(string? value)
    {
        if (value is null) Nil();
        else Text(value.AsSpan());
    }

    /// <summary>An instant that is compared for identity: a decimal text of its UTC ticks, which a script's numbers do not
    /// hold.</summary>
    public void Instant(DateTimeOffset value)
    {
        Span<char> digits = stackalloc char[20];
        value.UtcTicks.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        Text(digits[..length]);
    }

    public void Instant(DateTimeOffset? value)
    {
        if (value is { } instant) Instant(instant);
        else Nil();
    }

    public void Guid(Guid value)
    {
        StringHead(16);
        value.TryWriteBytes(Reserve(16), bigEndian: true, out _);
    }

    private void StringHead(int size)
    {
        if (size < 32)
        {
            Reserve(1)[0] = (byte)(0xA0 | size);
            return;
        }

        var head = Reserve(5);
        head[0] = 0xDB;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], size);
    }

    private void Head(int count, byte small, byte middle)
    {
        if (count < 16)
        {
            Reserve(1)[0] = (byte)(small | count);
            return;
        }

        var head = Reserve(5);
        head[0] = (byte)(middle + 1);
        BinaryPrimitives.WriteInt32BigEndian(head[1..], count);
    }

    private Span<byte> Reserve(int size)
    {
        if (_buffer.Length - Length < size)
            System.Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + size));
        Length += size;
        return _buffer.AsSpan(Length - size, size);
    }
}
