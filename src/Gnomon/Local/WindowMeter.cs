using Gnomon.Codecs;
using Gnomon.Local.Journal;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>A sliding window: the instants of the latest hand-outs, as many as may lie in one window.</summary>
internal sealed class WindowMeter : RateMeter
{
    private readonly int _count;
    private readonly long _per;
    private readonly Queue<long> _taken = new();
    private long _latest = long.MinValue;

    public WindowMeter(RateLimit rule, WindowMeter? former)
    {
        (_count, _per) = (rule.Count, rule.Per.Ticks);
        foreach (var instant in former?._taken ?? []) Note(instant);
    }

    public override long AvailableAt => _taken.Count < _count ? long.MinValue : _taken.Peek() + _per;

    public override long FreshAt => _taken.Count == 0 ? long.MinValue : _latest + _per;

    public override void Take(long now)
    {
        now = Math.Max(now, _latest);
        while (_taken.TryPeek(out var oldest) && oldest <= now - _per) _taken.Dequeue();
        Note(now);
    }

    public override void Write(RecordWriter records)
    {
        records.Byte((byte)RateKind.SlidingWindow);
        records.Number(_taken.Count);
        foreach (var instant in _taken) records.Int64(instant);
    }

    public override void Read(ref RecordReader reader, RateKind kind)
    {
        if (kind != RateKind.SlidingWindow)
        {
            Skip(ref reader, kind);
            return;
        }

        _taken.Clear();
        for (var left = reader.Number(); left > 0; left--) Note(reader.Int64());
    }

    private void Note(long instant)
    {
        if (_taken.Count == _count) _taken.Dequeue();
        _taken.Enqueue(instant);
        _latest = instant;
    }
}
