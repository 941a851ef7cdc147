namespace Gnomon.Wire;

/// <summary>What a frame from the server is.</summary>
internal enum WireFrameKind
{
    /// <summary>The answer to the oldest command that waits.</summary>
    Reply,

    /// <summary>Something the server tells without being asked.</summary>
    Push,
}
