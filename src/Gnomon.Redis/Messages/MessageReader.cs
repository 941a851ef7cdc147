using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Gnomon.Redis.Messages;

/// <summary>Reads an answer that a script wrote with <c>cmsgpack</c>. What is read keeps to the memory it was given, where
/// bytes are asked for.</summary>
internal ref struct MessageReader(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _memory = bytes;
    private readonly ReadOnlySpan<byte> _bytes = bytes.Span;
    private int _at;

    /// <summary>Whether <c>false</c> or nil comes next, which scripts write for nothing; it is passed over then.</summary>
    public bool TryNothing()
    {
        if (_bytes[_at] is not (0xC0 or 0xC2)) return false;
        _at++;
        return true;
    }

    /// <summary>Whether <c>true</c> comes next; it is passed over then.</summary>
    public bool TryTrue()
    {
        if (_bytes[_at] != 0xC3) return false;
        _at++;
        return true;
    }

    /// <summary>Whether a number comes next.</summary>
    public readonly bool IsNumber => _bytes[_at] is < 0x80 or >= 0xE0 or (>= 0xCA and <= 0xD3);

    /// <summary>Whether an array comes next that is not empty.</summary>
    public readonly bool IsArray => _bytes[_at] is (>= 0x91 and <= 0x9F) or 0xDC or 0xDD;

    public bool Bool()
    {
        var mark = _bytes[_at++];
        return mark switch
        {
            0xC3 => true,
            0xC2 or 0xC0 => false,
            _ => throw Unexpected(mark, "true or false"),
        };
    }

    public long Number()
    {
        var mark = _bytes[_at++];
        switch (mark)
        {
            case < 0x80: return mark;
            case >= 0xE0: return (sbyte)mark;
            case 0xCC: return Take(1)[0];
            case 0xCD: return BinaryPrimitives.ReadUInt16BigEndian(Take(2));
            case 0xCE: return BinaryPrimitives.ReadUInt32BigEndian(Take(4));
            case 0xCF: return (long)BinaryPrimitives.ReadUInt64BigEndian(Take(8));
            case 0xD0: return (sbyte)Take(1)[0];
            case 0xD1: return BinaryPrimitives.ReadInt16BigEndian(Take(2));
            case 0xD2: return BinaryPrimitives.ReadInt32BigEndian(Take(4));
            case 0xD3: return BinaryPrimitives.ReadInt64BigEndian(Take(8));
            case 0xCA: return (long)BinaryPrimitives.ReadSingleBigEndian(Take(4));
            case 0xCB: return (long)BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            default: throw Unexpected(mark, "a number");
        }
    }

    public double Double()
    {
        switch (_bytes[_at])
        {
            case 0xCA:
                _at++;
                return BinaryPrimitives.ReadSingleBigEndian(Take(4));
            case 0xCB:
                _at++;
                return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            default: return Number();
        }
    }

    /// <summary>Begins an array.</summary>
    /// <returns>How many elements follow.</returns>
    public int Array()
    {
        var mark = _bytes[_at++];
        return mark switch
        {
            >= 0x90 and <= 0x9F => mark & 0x0F,
            0xDC => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xDD => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            // An empty table may be either.
            0x80 => 0,
            _ => throw Unexpected(mark, "an array"),
        };
    }

    /// <summary>A text as its bytes.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        var mark = _bytes[_at++];
        var size = mark switch
        {
            >= 0xA0 and <= 0xBF => mark & 0x1F,
            0xD9 or 0xC4 => Take(1)[0],
            0xDA or 0xC5 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xDB or 0xC6 => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
            _ => throw Unexpected(mark, "a text"),
        };
        Take(size);
        return _memory.Slice(_at - size, size);
    }

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    /// <summary>A text, or null for nothing.</summary>
    public string? OptionalText() => TryNothing() ? null : Text();

    /// <summary>An instant as a decimal text of its UTC ticks.</summary>
    public DateTimeOffset Instant() => new(long.Parse(Bytes().Span, CultureInfo.InvariantCulture), TimeSpan.Zero);

    public Guid Guid() => new(Bytes().Span, bigEndian: true);

    private ReadOnlySpan<byte> Take(int size)
    {
        _at += size;
        return _bytes.Slice(_at - size, size);
    }

    private readonly InvalidDataException Unexpected(byte mark, string wanted) =>
        new($"A script's answer has 0x{mark:X2} at byte {_at - 1}; {wanted} was expected.");
}
