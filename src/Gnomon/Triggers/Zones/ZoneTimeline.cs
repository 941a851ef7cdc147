using System.Runtime.CompilerServices;

namespace Gnomon.Triggers.Zones;

/// <summary>The offsets of a zone as stretches of constant offset, found once and kept. It is cut into eras of 17
/// years, each worked out when it is first asked for, which takes about a thousand questions to the zone.
/// <para>Only the way from UTC to local is asked of <see cref="TimeZoneInfo"/>: its questions about local time
/// (invalid, ambiguous) know daylight saving, but not a zone that moves its base offset, as Apia did when it left out a
/// day.</para></summary>
internal sealed class ZoneTimeline
{
    /// <summary>Further apart than this, an offset change cannot turn the order of local times round: no zone ever
    /// moved by more than about a day.</summary>
    public const long Reach = 2 * SecondsPerDay;

    public const long SecondsPerDay = TimesOfDay.SecondsPerDay;

    /// <summary>The last second that can be told, 9999-12-31T23:59:59Z.</summary>
    public static readonly long MaxSecond = DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>Between two looks this far apart no change can hide: the closest two changes of any zone, Freetown in
    /// 1939, are 95 hours apart.</summary>
    private const long Stride = Reach;

    /// <summary>An era is 2^29 seconds.</summary>
    private const int EraBits = 29;

    private static readonly ConditionalWeakTable<TimeZoneInfo, ZoneTimeline> Known = [];

    private readonly ZoneSegment[]?[] _eras = new ZoneSegment[(MaxSecond >> EraBits) + 1][];
    private readonly TimeZoneInfo _zone;

    private ZoneTimeline(TimeZoneInfo zone) => _zone = zone;

    public static ZoneTimeline Of(TimeZoneInfo zone) => Known.GetValue(zone, static z => new ZoneTimeline(z));

    /// <summary>The stretch that holds an instant from 0 to <see cref="MaxSecond"/>. A stretch ends with its era even
    /// when its offset goes on.</summary>
    public ref readonly ZoneSegment At(long instant)
    {
        var era = _eras[instant >> EraBits] ??= Explore(instant >> EraBits);
        var (low, high) = (0, era.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (era[middle].Start <= instant) low = middle;
            else high = middle - 1;
        }

        return ref era[low];
    }

    private ZoneSegment[] Explore(long era)
    {
        var start = era << EraBits;
        var end = Math.Min(start + (1L << EraBits), MaxSecond + 1);
        var changes = Changes(start - Reach, end + Reach);
        List<long> starts = [start, .. changes.Where(change => change > start && change < end)];
        var segments = new ZoneSegment[starts.Count];
        for (var i = 0; i < segments.Length; i++)
        {
            var (from, to) = (starts[i], i + 1 < starts.Count ? starts[i + 1] : end);
            segments[i] = new ZoneSegment(from, to, Offset(from), Unseen(from, changes), ShownAgain(to, changes));
        }

        return segments;
    }

    private long Unseen(long start, List<long> changes)
    {
        var unseen = start + Offset(start - 1);
        foreach (var change in changes)
            if (change <= start)
                unseen = Math.Max(unseen, change + Offset(change - 1));
        return unseen;
    }

    private long ShownAgain(long end, List<long> changes)
    {
        var again = long.MaxValue;
        foreach (var change in changes)
            if (change >= end)
                again = Math.Min(again, change + Offset(change));
        return again < end + Offset(end - 1) ? again : long.MaxValue;
    }

    /// <summary>The instants in (<paramref name="from"/>, <paramref name="to"/>] whose offset differs from that of the
    /// second before.</summary>
    private List<long> Changes(long from, long to)
    {
        var changes = new List<long>();
        for (; from < to; from = Math.Min(to, from + Stride))
        {
            var next = Math.Min(to, from + Stride);
            if (Offset(next) != Offset(from)) changes.Add(Boundary(from, next));
        }

        return changes;
    }

    private long Boundary(long before, long after)
    {
        var offset = Offset(before);
        while (after - before > 1)
        {
            var middle = before + (after - before) / 2;
            if (Offset(middle) == offset) before = middle;
            else after = middle;
        }

        return after;
    }

    private long Offset(long instant)
    {
        var ticks = Math.Clamp(instant, 0, MaxSecond) * TimeSpan.TicksPerSecond;
        return _zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks / TimeSpan.TicksPerSecond;
    }
}
