using Gnomon.Codecs;
using Gnomon.Jobs;

namespace Gnomon.Redis.Messages;

/// <summary>A stored specification with what has been changed since.</summary>
internal static class SpecMessage
{
    /// <param name="bytes">As the producer wrote it.</param>
    /// <param name="priority">The present priority.</param>
    /// <param name="node">The present pin, or null.</param>
    /// <param name="replacement">Arguments, their version and headers that came later, encoded; empty for none.</param>
    public static JobSpec Read(
        ReadOnlyMemory<byte> bytes, byte priority, string? node, ReadOnlyMemory<byte> replacement)
    {
        var spec = JobSpecCodec.Decode(bytes);
        if (spec.Priority != priority) spec = spec with { Priority = priority };
        if (spec.Node != node) spec = spec with { Node = node };
        if (replacement.IsEmpty) return spec;
        var other = JobSpecCodec.Decode(replacement);
        return spec with { Args = other.Args, ArgsVersion = other.ArgsVersion, Headers = other.Headers };
    }
}
