using System.Buffers;
using System.Buffers.Text;

namespace Gnomon.Wire.Resp;

/// <summary>Finds the end of a reply. It keeps its place when bytes are missing, so a reply is looked at once, however
/// it is split; and it allocates nothing for what a length only announces.</summary>
internal sealed class RespScanner(int maxReplyBytes)
{
    /// <summary>The shortest element is <c>_\r\n</c>.</summary>
    private const int ShortestElement = 3;

    /// <summary>More than any length or count needs.</summary>
    private const int HeadBytes = 32;

    private readonly long[] _left = new long[WireLimits.MaxDepth];
    private int _depth;
    private int _attributes;
    private long _at;
    private long _searched;
    private byte _top;

    /// <summary>Looks for the end of the reply that begins with <paramref name="unread"/>.</summary>
    /// <param name="unread">All bytes from the start of the reply.</param>
    /// <param name="length">Bytes of the whole reply.</param>
    /// <param name="mark">The first byte of the reply proper, behind its attributes.</param>
    /// <returns>False when more bytes are needed.</returns>
    public bool TryScan(in ReadOnlySequence<byte> unread, out long length, out byte mark)
    {
        var input = new SequenceReader<byte>(unread);
        input.Advance(_at);
        Span<byte> head = stackalloc byte[HeadBytes];
        while (TryElement(ref input, head, out var isComplete))
        {
            _at = input.Consumed;
            if (_at > maxReplyBytes) throw TooLong();
            while (isComplete && _depth > 0 && --_left[_depth - 1] == 0) _depth--;
            if (!isComplete || _depth > 0) continue;
            (length, mark) = (_at, _top);
            Reset();
            return true;
        }

        if (unread.Length > maxReplyBytes) throw TooLong();
        (length, mark) = (0, 0);
        return false;
    }

    private void Reset()
    {
        (_depth, _attributes, _at, _searched, _top) = (0, 0, 0, 0, 0);
    }

    /// <summary>Passes over one element, or over the head of one that has others inside.</summary>
    private bool TryElement(ref SequenceReader<byte> input, scoped Span<byte> head, out bool isComplete)
    {
        isComplete = true;
        if (!TryLine(ref input, out var lineLength)) return false;
        var line = head[..(int)Math.Min(HeadBytes, lineLength)];
        input.TryCopyTo(line);
        var mark = line[0];
        var isTop = _depth == _attributes && (_depth == 0 || _left[_depth - 1] == 1);
        if (isTop && mark != '|') _top = mark;
        switch (mark)
        {
            case (byte)'+' or (byte)'-' or (byte)':' or (byte)',' or (byte)'#' or (byte)'_' or (byte)'(':
                break;
            case (byte)'$' or (byte)'!' or (byte)'=':
                if (!TryBlob(ref input, mark, Length(line, lineLength), lineLength)) return false;
                _searched = 0;
                return true;
            case (byte)'*' or (byte)'~' or (byte)'%' or (byte)'|':
                isComplete = !Open(mark, Length(line, lineLength), isTop);
                break;
            case (byte)'>' when isTop:
                isComplete = !Open(mark, Length(line, lineLength), isTop);
                break;
            default:
                throw Malformed($"an element begins with byte {mark}");
        }

        _searched = 0;
        input.Advance(lineLength);
        return true;
    }

    private bool TryLine(ref SequenceReader<byte> input, out long length)
    {
        length = 0;
        var probe = input;
        probe.Advance(_searched);
        if (!probe.TryAdvanceTo((byte)'\n'))
        {
            _searched = input.Remaining;
            if (_searched > WireLimits.MaxLineBytes) throw Malformed("a line is too long");
            return false;
        }

        length = probe.Consumed - input.Consumed;
        if (length > WireLimits.MaxLineBytes) throw Malformed("a line is too long");
        probe.Rewind(2 > length ? throw Malformed("a line is empty") : 2);
        if (length < ShortestElement || !probe.TryPeek(out var last) || last != '\r')
            throw Malformed("a line does not end with CR LF");
        return true;
    }

    /// <summary>Passes over a blob, head included, when all of it is there.</summary>
    private bool TryBlob(ref SequenceReader<byte> input, byte mark, long length, long lineLength)
    {
        if (length == -1 && mark == '$')
        {
            input.Advance(lineLength);
            return true;
        }

        if (length < 0) throw Malformed($"a length of {length}");
        if (length > maxReplyBytes) throw TooLong();
        var whole = lineLength + length + 2;
        if (input.Remaining < whole) return false;
        input.Advance(lineLength + length);
        input.TryRead(out var cr);
        input.TryRead(out var lf);
        if (cr != '\r' || lf != '\n') throw Malformed("a string does not end with CR LF");
        return true;
    }

    /// <summary>Enters an element with others inside.</summary>
    /// <returns>False when it is empty, so that nothing is inside.</returns>
    private bool Open(byte mark, long count, bool isTop)
    {
        if (count == -1 && mark == '*') return false;
        if (count < 0) throw Malformed($"a count of {count}");
        if (count > maxReplyBytes / ShortestElement) throw TooLong();
        // An attribute stands before the element that it describes, and together they are one.
        var inside = mark switch { (byte)'%' => 2 * count, (byte)'|' => 2 * count + 1, _ => count };
        if (inside == 0) return false;
        if (_depth == WireLimits.MaxDepth) throw Malformed($"more than {WireLimits.MaxDepth} levels");
        _left[_depth++] = inside;
        if (isTop && mark == '|') _attributes++;
        return true;
    }

    private static long Length(ReadOnlySpan<byte> line, long lineLength)
    {
        if (line[1] == '?') throw Malformed("a streamed element, which is not understood");
        if (lineLength <= HeadBytes && Utf8Parser.TryParse(line[1..^2], out long length, out var used)
            && used == line.Length - ShortestElement)
            return length;
        throw Malformed("a length that is no number");
    }

    private static WireException Malformed(string what) =>
        new(WireProblem.Protocol, $"The server's answer is not RESP: {what}.");

    private WireException TooLong() =>
        new(WireProblem.Protocol, $"The server's answer is longer than {maxReplyBytes:N0} bytes.");
}
