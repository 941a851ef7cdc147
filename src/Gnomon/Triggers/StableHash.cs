using System.Buffers.Binary;
using System.Text;

namespace Gnomon.Triggers;

/// <summary>A hash that gives the same number on every machine, in every process and in every version: what is derived
/// from it is a promise, so this function never changes.
/// <code>
/// h = FNV-1a (64 bits) over the bytes of the text in UTF-8, then the salt as 8 bytes, lowest first
/// h = h ^ (h >> 33);  h = h * 0xFF51AFD7ED558CCD
/// h = h ^ (h >> 33);  h = h * 0xC4CEB9FE1A85EC53
/// h = h ^ (h >> 33)
/// </code>
/// The last three lines (the final mix of MurmurHash3) spread what FNV-1a leaves in the low bits over all bits, so that
/// any bits of the result are as good as any others. It is not for secrets.</summary>
internal static class StableHash
{
    private const ulong Basis = 0xCBF29CE484222325;
    private const ulong Prime = 0x00000100000001B3;

    /// <summary>The hash of a text and a number.</summary>
    public static ulong Of(string text, long salt)
    {
        Span<byte> tail = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(tail, salt);
        return Mix(Fnv1A(Fnv1A(Basis, Encoding.UTF8.GetBytes(text)), tail));
    }

    private static ulong Fnv1A(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) hash = unchecked((hash ^ value) * Prime);
        return hash;
    }

    private static ulong Mix(ulong hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
            hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
            return hash ^ (hash >> 33);
        }
    }
}
