namespace Gnomon.Triggers.Zones;

/// <summary>Finds the ticks of a calendar in a zone: each local time that matches is a tick at the instants that show
/// it, as the rules for gaps and overlaps say.</summary>
/// <remarks>Both directions look at one stretch of constant offset after the other. Inside one the calendar alone gives
/// the candidate; when that lies far away the walk goes near it at once, for no offset change in between can bring a
/// match forward.</remarks>
internal readonly struct ZoneSearch<TCalendar>(
    TCalendar calendar, ZoneTimeline zone, ClockGap gap, ClockOverlap overlap)
    where TCalendar : ILocalCalendar
{
    /// <summary>Far above what any zone needs: a few stretches near the start, one leap, a few near the answer.
    /// </summary>
    private const int MaxSteps = 1_000;

    /// <summary>The first tick at or after an instant, or null.</summary>
    public long? AtOrAfter(long instant)
    {
        instant = Math.Max(0, instant);
        for (var step = 0; step < MaxSteps && instant <= ZoneTimeline.MaxSecond; step++)
        {
            ref readonly var segment = ref zone.At(instant);
            var local = instant + segment.Offset;
            var shifted = segment.FollowsGap ? FromGapAtOrAfter(segment, instant) : null;
            var match = calendar.AtOrAfter(overlap == ClockOverlap.First ? Math.Max(local, segment.Unseen) : local);
            if (match < LocalLimit(segment)) return Math.Min(match.Value - segment.Offset, shifted ?? long.MaxValue);
            if (shifted is not null) return shifted;
            var near = segment.End - instant <= ZoneTimeline.Reach;
            if (match is null && !near) return null;
            instant = near ? segment.End : Math.Max(segment.End, match!.Value - ZoneTimeline.Reach);
        }

        return null;
    }

    /// <summary>The last tick at or before an instant, or null.</summary>
    public long? AtOrBefore(long instant)
    {
        instant = Math.Min(instant, ZoneTimeline.MaxSecond);
        for (var step = 0; step < MaxSteps && instant >= 0; step++)
        {
            ref readonly var segment = ref zone.At(instant);
            var match = calendar.AtOrBefore(Math.Min(instant + segment.Offset, LocalLimit(segment) - 1));
            var shifted = segment.FollowsGap ? FromGapAtOrBefore(segment, instant) : null;
            var least = overlap == ClockOverlap.First
                ? Math.Max(segment.LocalStart, segment.Unseen)
                : segment.LocalStart;
            if (match >= least) return Math.Max(match.Value - segment.Offset, shifted ?? 0);
            if (shifted is not null) return shifted;
            var near = instant - segment.Start <= ZoneTimeline.Reach;
            if (match is null && !near) return null;
            instant = near ? segment.Start - 1 : Math.Min(segment.Start - 1, match!.Value + ZoneTimeline.Reach);
        }

        return null;
    }

    /// <summary>The local time from which on a stretch makes no ticks.</summary>
    private long LocalLimit(in ZoneSegment segment) => overlap == ClockOverlap.Second
        ? Math.Min(segment.LocalEnd, segment.ShownAgain)
        : segment.LocalEnd;

    private long? FromGapAtOrAfter(in ZoneSegment segment, long instant)
    {
        if (gap == ClockGap.Skip || (gap == ClockGap.After && instant > segment.Start)) return null;
        var match = calendar.AtOrAfter(segment.Unseen + (instant - segment.Start));
        if (!(match < segment.LocalStart)) return null;
        return gap == ClockGap.After ? segment.Start : segment.Start + (match - segment.Unseen);
    }

    private long? FromGapAtOrBefore(in ZoneSegment segment, long instant)
    {
        if (gap == ClockGap.Skip) return null;
        var last = gap == ClockGap.After ? segment.LocalStart - 1 : segment.Unseen + (instant - segment.Start);
        var match = calendar.AtOrBefore(Math.Min(last, segment.LocalStart - 1));
        if (!(match >= segment.Unseen)) return null;
        return gap == ClockGap.After ? segment.Start : segment.Start + (match - segment.Unseen);
    }
}
