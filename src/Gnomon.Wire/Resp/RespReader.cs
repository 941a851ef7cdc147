using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Gnomon.Wire.Resp;

/// <summary>Reads the elements of one reply, one after the other. Attributes are passed over. Replies of the older and of
/// the newer protocol read the same where they mean the same.</summary>
public ref struct RespReader
{
    private SequenceReader<byte> _input;

    /// <summary>Reads a whole reply.</summary>
    internal RespReader(in ReadOnlySequence<byte> reply) => _input = new SequenceReader<byte>(reply);

    /// <summary>Whether everything has been read.</summary>
    public readonly bool IsAtEnd => _input.End;

    /// <summary>What comes next.</summary>
    public RespKind Peek()
    {
        SkipAttributes();
        _input.TryPeek(out var mark);
        return mark switch
        {
            (byte)'+' => RespKind.SimpleString,
            (byte)'-' or (byte)'!' => RespKind.Error,
            (byte)'$' => IsOldNull() ? RespKind.Null : RespKind.BlobString,
            (byte)'=' => RespKind.VerbatimString,
            (byte)':' => RespKind.Number,
            (byte)',' => RespKind.Double,
            (byte)'(' => RespKind.BigNumber,
            (byte)'#' => RespKind.Boolean,
            (byte)'_' => RespKind.Null,
            (byte)'*' => IsOldNull() ? RespKind.Null : RespKind.Array,
            (byte)'~' => RespKind.Set,
            (byte)'%' => RespKind.Map,
            (byte)'>' => RespKind.Push,
            _ => throw new FormatException("The reply has no further element."),
        };
    }

    /// <summary>Reads a null, if that is what comes.</summary>
    public bool TryReadNull()
    {
        if (Peek() != RespKind.Null) return false;
        ReadLine();
        return true;
    }

    /// <summary>Reads a whole number, or a text that is one.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public long ReadInt64()
    {
        var text = ReadText(RespKind.Number);
        if (text.Length > 0 && Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length) return value;
        throw Unexpected(text, "a whole number");
    }

    /// <summary>Reads a number, or a text that is one.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public double ReadDouble()
    {
        var text = ReadText(RespKind.Double);
        if (Utf8Parser.TryParse(text, out double value, out var used) && used == text.Length) return value;
        return text switch
        {
            [(byte)'i', (byte)'n', (byte)'f'] => double.PositiveInfinity,
            [(byte)'-', (byte)'i', (byte)'n', (byte)'f'] => double.NegativeInfinity,
            [(byte)'n', (byte)'a', (byte)'n'] or [(byte)'-', (byte)'n', (byte)'a', (byte)'n'] => double.NaN,
            _ => throw Unexpected(text, "a number"),
        };
    }

    /// <summary>Reads true or false, or the numbers 1 and 0 for them.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public bool ReadBoolean()
    {
        var text = ReadText(RespKind.Boolean);
        return text switch
        {
            [(byte)'t'] or [(byte)'1'] => true,
            [(byte)'f'] or [(byte)'0'] => false,
            _ => throw Unexpected(text, "true or false"),
        };
    }

    /// <summary>Reads text in UTF-8, or a number as its text; null for a null.</summary>
    /// <exception cref="FormatException">It is an array, a map or a set.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public string? ReadString() => TryReadBytes(out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Reads bytes into a new array; null for a null.</summary>
    /// <exception cref="FormatException">It is an array, a map or a set.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public byte[]? ReadBytes() => TryReadBytes(out var bytes) ? bytes.ToArray() : null;

    /// <summary>Reads bytes where they are: they are gone when the parser returns.</summary>
    /// <param name="bytes">The bytes, or nothing for a null.</param>
    /// <returns>False for a null.</returns>
    /// <exception cref="FormatException">It is an array, a map or a set.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public bool TryReadBytes(out ReadOnlySequence<byte> bytes)
    {
        bytes = default;
        switch (Peek())
        {
            case RespKind.Null:
                ReadLine();
                return false;
            case RespKind.BlobString:
                bytes = ReadBlob();
                return true;
            case RespKind.VerbatimString:
                bytes = ReadBlob();
                bytes = bytes.Slice(Math.Min(4, bytes.Length));
                return true;
            case RespKind.Error:
                throw new RespServerException(ReadError());
            case RespKind.Array or RespKind.Map or RespKind.Set or RespKind.Push:
                throw Unexpected("a string");
            default:
                bytes = ReadLine();
                return true;
        }
    }

    /// <summary>Reads the head of an array, a set or a push; as many elements follow as it says.</summary>
    /// <returns>The number of elements; -1 for a null.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public int ReadArray() => Peek() switch
    {
        RespKind.Array or RespKind.Set or RespKind.Push => (int)ReadCount(),
        RespKind.Map => (int)ReadCount() * 2,
        RespKind.Null => NullCount(),
        RespKind.Error => throw new RespServerException(ReadError()),
        _ => throw Unexpected("an array"),
    };

    /// <summary>Reads the head of a map; twice as many elements follow as it says, keys and values in turn. An array is
    /// read as the map that the older protocol writes so.</summary>
    /// <returns>The number of pairs; -1 for a null.</returns>
    /// <exception cref="FormatException">It is something else.</exception>
    /// <exception cref="RespServerException">It is an error.</exception>
    public int ReadMap()
    {
        if (Peek() == RespKind.Map) return (int)ReadCount();
        var elements = ReadArray();
        if (elements > 0 && elements % 2 != 0) throw new FormatException("The reply has an odd array; a map was expected.");
        return elements < 0 ? elements : elements / 2;
    }

    /// <summary>Reads an error.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public RespServerError ReadError()
    {
        if (Peek() != RespKind.Error) throw Unexpected("an error");
        _input.TryPeek(out var mark);
        var text = mark == '!' ? ReadBlob() : ReadLine();
        return RespServerError.Parse(Encoding.UTF8.GetString(text));
    }

    /// <summary>Passes over one element with all that is inside it.</summary>
    public void Skip()
    {
        var left = 1L;
        while (left-- > 0)
            switch (Peek())
            {
                case RespKind.Array or RespKind.Set or RespKind.Push:
                    left += ReadCount();
                    break;
                case RespKind.Map:
                    left += 2 * ReadCount();
                    break;
                case RespKind.BlobString or RespKind.VerbatimString:
                    ReadBlob();
                    break;
                case RespKind.Error:
                    _input.TryPeek(out var mark);
                    if (mark == '!') ReadBlob();
                    else ReadLine();
                    break;
                default:
                    ReadLine();
                    break;
            }
    }

    private readonly FormatException Unexpected(string wanted)
    {
        var copy = this;
        return new FormatException($"The reply holds {copy.Peek()}; {wanted} was expected.");
    }

    private static FormatException Unexpected(ReadOnlySpan<byte> text, string wanted)
    {
        const int Shown = 60;
        var found = Encoding.UTF8.GetString(text[..Math.Min(Shown, text.Length)]);
        return new FormatException($"The reply holds '{found}'; {wanted} was expected.");
    }

    private int NullCount()
    {
        ReadLine();
        return -1;
    }

    private readonly bool IsOldNull() => _input.TryPeek(1, out var sign) && sign == '-';

    private void SkipAttributes()
    {
        while (_input.TryPeek(out var mark) && mark == '|')
        {
            var elements = 2 * ReadCount();
            while (elements-- > 0) Skip();
        }
    }

    /// <summary>The text of a scalar; <paramref name="wanted"/> is only for the message.</summary>
    private ReadOnlySpan<byte> ReadText(RespKind wanted)
    {
        if (!TryReadBytes(out var bytes)) throw new FormatException($"The reply holds a null; {wanted} was expected.");
        return bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
    }

    private long ReadCount()
    {
        var line = ReadLine();
        Utf8Parser.TryParse(line.IsSingleSegment ? line.FirstSpan : line.ToArray(), out long count, out _);
        return count;
    }

    private ReadOnlySequence<byte> ReadBlob()
    {
        var length = ReadCount();
        var blob = _input.UnreadSequence.Slice(0, length);
        _input.Advance(length + 2);
        return blob;
    }

    /// <summary>The line without its mark and its end.</summary>
    private ReadOnlySequence<byte> ReadLine()
    {
        _input.Advance(1);
        _input.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n');
        return line.Slice(0, line.Length - 1);
    }
}
