namespace Gnomon.Wire;

/// <summary>The bounds of connections and codecs.</summary>
public static class WireLimits
{
    /// <summary>Levels of arrays, maps and sets in a reply.</summary>
    public const int MaxDepth = 64;

    /// <summary>Bytes of a line: a simple string, an error or a number.</summary>
    public const int MaxLineBytes = 65_536;

    /// <summary>Bytes of one reply, unless the options say otherwise.</summary>
    public const int DefaultMaxReplyBytes = 67_108_864;

    /// <summary>Bytes of commands that wait for their answers, unless the options say otherwise.</summary>
    public const int DefaultMaxInFlightBytes = 8_388_608;

    /// <summary>Bytes of one command.</summary>
    public const int MaxCommandBytes = 536_870_912;

    /// <summary>Operations of one kind that are kept for the next command.</summary>
    public const int MaxPooledOperations = 4_096;

    /// <summary>Bytes of a command's buffer that is kept with it for the next command.</summary>
    public const int MaxPooledBufferBytes = 65_536;
}
