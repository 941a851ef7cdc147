using Gnomon.Codecs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>What a rate remembers of the hand-outs it counted. Its instants are those of the clock of rates
/// (<see cref="LocalState.RateNow"/>), which never goes back.</summary>
internal abstract class RateMeter
{
    /// <summary>The first instant at which another hand-out is within the rate; it may have passed.</summary>
    public abstract long AvailableAt { get; }

    /// <summary>From when on nothing that was counted matters any more.</summary>
    public abstract long FreshAt { get; }

    /// <summary>A meter for a rule. What the former one counted still counts, if it is of the same kind and the former
    /// rule had not forgotten it.</summary>
    /// <param name="rule">The rule; null means that nothing is to be counted.</param>
    /// <param name="former">The meter of the rule before it, or null.</param>
    /// <param name="now">When the rule begins to hold.</param>
    public static RateMeter? Of(RateLimit? rule, RateMeter? former, long now)
    {
        if (former?.FreshAt <= now) former = null;
        return rule switch
        {
            null => null,
            { Kind: RateKind.SlidingWindow } => new WindowMeter(rule, former as WindowMeter),
            _ => new BucketMeter(rule, former as BucketMeter, now),
        };
    }

    /// <summary>Counts one hand-out.</summary>
    public abstract void Take(long now);

    public abstract void Write(RecordWriter records);

    /// <summary>Takes over what <see cref="Write"/> wrote, unless it is of another kind.</summary>
    public abstract void Read(ref RecordReader reader, RateKind kind);

    /// <summary>Passes over what <see cref="Write"/> wrote.</summary>
    public static void Skip(ref RecordReader reader, RateKind kind)
    {
        if (kind == RateKind.SlidingWindow)
        {
            for (var left = reader.Number(); left > 0; left--) reader.Int64();
            return;
        }

        reader.Int64();
        reader.Int64();
    }
}
