using System.Text;

namespace Gnomon.Triggers;

/// <summary>A hash that is the same on each machine and in each version: FNV-1a of 64 bits over the UTF-8 of a text,
/// then the finishing mix of SplitMix64, which spreads the salt over all bits. What it gives is stored: never change
/// it.</summary>
internal static class StableHash
{
    public static ulong Of(string text, long salt)
    {
        var hash = 14695981039346656037;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 1099511628211;
        hash += (ulong)salt * 0x9E3779B97F4A7C15;
        hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ hash >> 27) * 0x94D049BB133111EB;
        return hash ^ hash >> 31;
    }
}
