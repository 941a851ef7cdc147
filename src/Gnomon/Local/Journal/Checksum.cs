using System.Buffers.Binary;
using System.Numerics;

namespace Gnomon.Local.Journal;

/// <summary>CRC-32C (Castagnoli), which the processor computes.</summary>
internal static class Checksum
{
    /// <summary>The checksum of <paramref name="data"/>, continued from <paramref name="seed"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> data, uint seed = 0)
    {
        var crc = ~seed;
        while (data.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (var value in data) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
