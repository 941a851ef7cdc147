using Gnomon.Codecs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>A token bucket in whole numbers. A token is as many parts as the rule's time has ticks, and each tick adds
/// as many parts as the rule's count, so nothing is rounded: 3 in a second are 3 in a second for ever.</summary>
internal sealed class BucketMeter : RateMeter
{
    private readonly long _token;
    private readonly long _refill;
    private readonly long _capacity;
    private long _level;
    private long _at;

    public BucketMeter(RateLimit rule, BucketMeter? former, long now)
    {
        // At most a million times the ticks of a day, which is below 2^60.
        (_token, _refill) = (rule.Per.Ticks, rule.Count);
        _capacity = rule.Capacity * _token;
        (_level, _at) = (_capacity, now);
        if (former is null) return;
        _at = Math.Max(now, former._at);
        _level = (long)Int128.Min(_capacity, (Int128)former.LevelAt(_at) * _token / former._token);
    }

    public override long AvailableAt => _level >= _token ? _at : _at + TicksToAdd(_token - _level);

    public override long FreshAt => _at + TicksToAdd(_capacity - _level);

    public override void Take(long now)
    {
        now = Math.Max(now, _at);
        (_level, _at) = (LevelAt(now) - _token, now);
    }

    public override void Write(RecordWriter records)
    {
        records.Byte((byte)RateKind.TokenBucket);
        records.Int64(_level);
        records.Int64(_at);
    }

    public override void Read(ref RecordReader reader, RateKind kind)
    {
        if (kind == RateKind.TokenBucket) (_level, _at) = (Math.Min(_capacity, reader.Int64()), reader.Int64());
        else Skip(ref reader, kind);
    }

    private long LevelAt(long now)
    {
        var elapsed = now - _at;
        return elapsed >= TicksToAdd(_capacity - _level) ? _capacity : _level + elapsed * _refill;
    }

    private long TicksToAdd(long parts) => (parts + _refill - 1) / _refill;
}
