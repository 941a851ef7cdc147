using System.Buffers;

namespace Gnomon.Tests.Wire;

/// <summary>Bytes in pieces, as a pipe holds them.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

    /// <summary>One sequence of the given pieces; each piece has an array of its own.</summary>
    public static ReadOnlySequence<byte> Of(params IEnumerable<byte[]> pieces)
    {
        Segments? first = null, last = null;
        foreach (var piece in pieces)
        {
            var next = new Segments(piece.ToArray(), last is null ? 0 : last.RunningIndex + last.Memory.Length);
            if (last is not null) last.Next = next;
            first ??= next;
            last = next;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    /// <summary>The bytes cut into pieces of one byte.</summary>
    public static ReadOnlySequence<byte> OneByOne(byte[] bytes) => Of(bytes.Select(one => new[] { one }));
}
