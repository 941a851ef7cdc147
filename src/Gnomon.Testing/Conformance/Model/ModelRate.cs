using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>A rate as the reference model counts it: every hand-out by its instant on the monotonic clock.</summary>
internal sealed class ModelRate(RateLimit rule)
{
    private readonly List<long> _taken = [];

    public void Take(long now) => _taken.Add(now);

    /// <summary>The first instant from <paramref name="now"/> on at which another hand-out is within the rate.</summary>
    public long FreeAt(long now) => rule.Kind == RateKind.SlidingWindow ? FreeInWindow(now) : FreeInBucket(now);

    private long FreeInWindow(long now) =>
        _taken.Count < rule.Count ? now : Math.Max(now, _taken[^rule.Count] + rule.Per.Ticks);

    /// <summary>Plays the whole life of the bucket, in parts of a token: it holds as many of them as the rule's time has
    /// ticks, and each tick adds as many as the rule's count.</summary>
    private long FreeInBucket(long now)
    {
        Int128 token = rule.Per.Ticks;
        var full = rule.Capacity * token;
        var (level, at) = (full, 0L);
        foreach (var taken in _taken)
        {
            level = Int128.Min(full, level + (Int128)(taken - at) * rule.Count) - token;
            at = taken;
        }

        level = Int128.Min(full, level + (Int128)(now - at) * rule.Count);
        return level >= token ? now : now + (long)((token - level + rule.Count - 1) / rule.Count);
    }
}
