namespace Gnomon.Triggers;

/// <summary>The offsets of a zone, minute by minute. An instant is a count of minutes from 0001-01-01 00:00 UTC, a
/// local minute the same count on the zone's clocks; both are whole because .NET keeps offsets to the minute.
/// <para>Only the way from UTC to local is asked of <see cref="TimeZoneInfo"/>: its questions about local time
/// (invalid, ambiguous) know daylight saving, but not a zone that moves its base offset, as Apia did when it left out a
/// day.</para></summary>
internal readonly struct ZoneClock(TimeZoneInfo zone)
{
    /// <summary>Further apart than this, an offset change cannot turn the order of local times round: no zone ever
    /// moved by more than about a day.</summary>
    public const long Reach = 2 * CronCalendar.MinutesPerDay;

    public static readonly long MaxMinute = DateTime.MaxValue.Ticks / TimeSpan.TicksPerMinute;

    /// <summary>Between two looks this far apart no change can hide: the closest two changes of any zone, Freetown in
    /// 1939, are 95 hours apart.</summary>
    private const long Stride = Reach;

    /// <summary>Local time minus UTC, in minutes.</summary>
    public long Offset(long instant)
    {
        var utc = new DateTime(Math.Clamp(instant, 0, MaxMinute) * TimeSpan.TicksPerMinute, DateTimeKind.Utc);
        return zone.GetUtcOffset(utc).Ticks / TimeSpan.TicksPerMinute;
    }

    /// <summary>The first minute in (<paramref name="from"/>, <paramref name="to"/>] whose offset differs from the
    /// minute before it, or null.</summary>
    public long? FirstChange(long from, long to)
    {
        var offset = Offset(from);
        while (from < to)
        {
            var next = Math.Min(to, from + Stride);
            if (Offset(next) != offset) return Boundary(from, next, offset);
            from = next;
        }

        return null;
    }

    /// <summary>The last minute in (<paramref name="from"/>, <paramref name="to"/>] whose offset differs from the
    /// minute before it, or null.</summary>
    public long? LastChange(long from, long to)
    {
        while (from < to)
        {
            var previous = Math.Max(from, to - Stride);
            var offset = Offset(previous);
            if (offset != Offset(to)) return Boundary(previous, to, offset);
            to = previous;
        }

        return null;
    }

    /// <summary>The first local minute that no clock of the zone had shown before <paramref name="instant"/>.</summary>
    public long Unseen(long instant)
    {
        var unseen = instant + Offset(instant - 1);
        var from = instant - Reach;
        while (FirstChange(from, instant - 1) is { } change)
        {
            unseen = Math.Max(unseen, change + Offset(change - 1));
            from = change;
        }

        return unseen;
    }

    private long Boundary(long before, long after, long offsetBefore)
    {
        while (after - before > 1)
        {
            var middle = before + (after - before) / 2;
            if (Offset(middle) == offsetBefore) before = middle;
            else after = middle;
        }

        return after;
    }
}
