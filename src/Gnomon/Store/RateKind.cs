namespace Gnomon.Store;

/// <summary>How a rate counts.</summary>
public enum RateKind : byte
{
    /// <summary>A bucket that holds so many hand-outs at most and refills evenly: short bursts, an even flow after.
    /// </summary>
    TokenBucket,

    /// <summary>At most so many hand-outs in any span of the given length, wherever it begins. A span includes its
    /// beginning and not its end.</summary>
    SlidingWindow,
}
