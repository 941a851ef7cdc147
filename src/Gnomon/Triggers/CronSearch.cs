namespace Gnomon.Triggers;

/// <summary>Finds the ticks of an expression in a zone. An interval expression ticks at every instant whose local time
/// matches. One of plain values ticks once for each matching local time: at the first instant that shows it, or, when
/// clocks jump over it, at the first instant after the jump.</summary>
/// <remarks>Both directions walk stretches of constant offset. Inside one, the calendar alone gives the next candidate;
/// when it is more than <see cref="ZoneClock.Reach"/> away the walk jumps near it, for no offset change in between can
/// bring a match forward.</remarks>
internal readonly struct CronSearch(CronExpression expression, TimeZoneInfo zone)
{
    /// <summary>Far above what any zone needs: a few offset changes near the start, one jump, a few near the answer,
    /// and, backwards, each minute of a repeated day.</summary>
    private const int MaxSteps = 5_000;

    private readonly CronCalendar _calendar = expression.Calendar;
    private readonly bool _interval = expression.IsInterval;
    private readonly ZoneClock _clock = new(zone);

    /// <summary>The first tick at or after a minute of UTC, or null.</summary>
    public long? AtOrAfter(long instant)
    {
        for (var step = 0; step < MaxSteps && instant <= ZoneClock.MaxMinute; step++)
        {
            var offset = _clock.Offset(instant);
            var local = instant + offset;
            if (!_interval)
            {
                var unseen = _clock.Unseen(instant);
                if (unseen < local && _calendar.AtOrAfter(unseen) <= local) return instant;
                local = Math.Max(local, unseen);
            }

            if (_calendar.AtOrAfter(local) is not { } match) return null;
            var candidate = match - offset;
            if (_clock.FirstChange(instant, Math.Min(candidate, instant + ZoneClock.Reach)) is { } change)
                instant = change;
            else if (candidate <= instant + ZoneClock.Reach)
                return candidate <= ZoneClock.MaxMinute ? candidate : null;
            else
                instant = candidate - ZoneClock.Reach;
        }

        return null;
    }

    /// <summary>The last tick at or before a minute of UTC, or null.</summary>
    public long? AtOrBefore(long instant)
    {
        for (var step = 0; step < MaxSteps && instant >= 0; step++)
        {
            var offset = _clock.Offset(instant);
            var match = _calendar.AtOrBefore(instant + offset);
            var candidate = match - offset ?? long.MinValue;
            var from = Math.Max(candidate, instant - ZoneClock.Reach);
            if (_clock.LastChange(from, instant) is { } change)
            {
                if (!_interval && EndsGapWithMatch(change, offset)) return change;
                instant = change - 1;
            }
            else if (match is null)
            {
                return null;
            }
            else if (candidate < from)
            {
                instant = candidate + ZoneClock.Reach;
            }
            else if (_interval || match >= _clock.Unseen(candidate))
            {
                return candidate >= 0 ? candidate : null;
            }
            else
            {
                instant = candidate - 1;
            }
        }

        return null;
    }

    private bool EndsGapWithMatch(long change, long offset) =>
        _calendar.AtOrAfter(_clock.Unseen(change)) < change + offset;
}
