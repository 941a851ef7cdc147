namespace Gnomon.Store;

/// <summary>How many jobs may be handed out in a time. Every hand-out counts, also one of a job that runs again.
/// </summary>
/// <param name="Count">How many, 1 to <see cref="QueueLimits.MaxRateCount"/>; in a sliding window at most
/// <see cref="QueueLimits.MaxWindowCount"/>.</param>
/// <param name="Per">In what time, longer than zero and at most <see cref="QueueLimits.MaxRatePer"/>.</param>
/// <param name="Burst">How many a full bucket holds, 1 to <see cref="QueueLimits.MaxRateCount"/>; null means as many as
/// <paramref name="Count"/>. A sliding window has none.</param>
/// <param name="Kind">How it counts.</param>
public sealed record RateLimit(int Count, TimeSpan Per, int? Burst = null, RateKind Kind = RateKind.TokenBucket)
{
    /// <summary>How many hand-outs there may be at one instant.</summary>
    public int Capacity => Kind == RateKind.SlidingWindow ? Count : Burst ?? Count;
}
