using System.Text;

namespace Gnomon.Redis.Deployment;

/// <summary>The part of a cluster's keys that a name belongs to.</summary>
internal static class HashSlot
{
    private const int Count = 16_384;
    private const int Polynomial = 0x1021;

    /// <summary>The slot of all keys with a hash tag: its CRC-16 (XMODEM), modulo their number.</summary>
    public static int Of(string tag)
    {
        var crc = 0;
        foreach (var one in Encoding.UTF8.GetBytes(tag))
        {
            crc ^= one << 8;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ Polynomial;
            crc &= 0xFFFF;
        }

        return crc % Count;
    }
}
