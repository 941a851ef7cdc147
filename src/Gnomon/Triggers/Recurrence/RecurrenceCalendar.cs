namespace Gnomon.Triggers.Recurrence;

/// <summary>Finds the local seconds that a rule names. The start bounds the rule, fills in what it leaves open and is
/// where the interval is counted from; it is an occurrence itself only when it matches. An UNTIL in UTC is not seen
/// here: it needs a zone.</summary>
/// <remarks>Both directions move a candidate over what cannot match: to the next matching day, the next matching time
/// of day, the next period that the interval lets in. Nothing walks from the start, but for the one search for the last
/// occurrence of a COUNT.</remarks>
internal sealed class RecurrenceCalendar : ILocalCalendar
{
    /// <summary>How often one search moves its candidate before it answers null. Weeks of 380 years and all years of
    /// the calendar are fewer; a rule that needs more is one whose interval and times hardly ever meet.</summary>
    public const int MaxSteps = 20_000;

    /// <summary>The same for the search for the last occurrence of a COUNT, all its occurrences together; when they do
    /// not suffice, the last one found ends the rule.</summary>
    public const int MaxCountSteps = 500_000;

    private const int Day = TimesOfDay.SecondsPerDay;

    /// <summary>Stands for the last occurrence of a COUNT while it is not worked out.</summary>
    private const long Unknown = long.MinValue;

    private readonly Frequency _frequency;
    private readonly int _interval;
    private readonly int? _count;
    private readonly int[] _positions;
    private readonly long _start;
    private readonly long _firstPeriod;
    private readonly Periods _periods;
    private readonly RuleDays _days;
    private readonly TimesOfDay _times;

    /// <summary>The last second that may match.</summary>
    private long _last;

    /// <param name="rule">Which times.</param>
    /// <param name="startSecond">DTSTART, in local seconds from 0001-01-01 to the end of the year 9999.</param>
    public RecurrenceCalendar(RecurrenceRule rule, long startSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(startSecond, Periods.End);
        var parts = rule.Parts.FilledFrom(new DateTime(startSecond * TimeSpan.TicksPerSecond));
        _frequency = parts.Frequency;
        _interval = parts.Interval;
        _count = parts.Count;
        _start = startSecond;
        _periods = new Periods(parts.Frequency, parts.WeekStart);
        _firstPeriod = _periods.Of(startSecond);
        _days = new RuleDays(parts);
        _times = Reachable(parts, startSecond);
        _positions = Reachable(parts, _times);
        if (_times.Count == 0 || _positions.Length < Math.Min(1, parts.Positions.Length)) _last = -1;
        else if (_count is null) _last = Math.Min(parts.UntilLocal ?? long.MaxValue, Periods.End - 1);
        else _last = Unknown;
    }

    /// <inheritdoc/>
    public long? AtOrAfter(long second)
    {
        var last = Last();
        var budget = MaxSteps;
        return Forward(Math.Max(second, _start), last, ref budget);
    }

    /// <inheritdoc/>
    public long? AtOrBefore(long second)
    {
        second = Math.Min(second, Last());
        for (var steps = MaxSteps; steps > 0 && second >= _start; steps--)
        {
            var day = second / Day;
            if (_days.AtOrBefore((int)day) is not { } match) return null;
            if (match < day) second = match * (long)Day + Day - 1;
            if (_times.AtOrBefore((int)(second % Day)) is not { } time)
            {
                second = match * (long)Day - 1;
                continue;
            }

            second = match * (long)Day + time;
            if (second < _start) return null;
            var period = _periods.Of(second);
            var beyond = (period - _firstPeriod) % _interval;
            if (beyond > 0) second = _periods.Start(period - beyond + 1) - 1;
            else if (_positions.Length == 0) return second;
            else if (Positioned(period, second, forward: false) is { } chosen) return chosen >= _start ? chosen : null;
            else second = _periods.Start(period) - 1;
        }

        return null;
    }

    private long? Forward(long second, long last, ref int budget)
    {
        for (var steps = MaxSteps; steps > 0 && budget > 0 && second <= last; steps--, budget--)
        {
            var day = second / Day;
            if (_days.AtOrAfter((int)day) is not { } match) return null;
            if (match > day) second = match * (long)Day;
            if (_times.AtOrAfter((int)(second % Day)) is not { } time)
            {
                second = (match + 1L) * Day;
                continue;
            }

            second = match * (long)Day + time;
            if (second > last) return null;
            var period = _periods.Of(second);
            var beyond = (period - _firstPeriod) % _interval;
            if (beyond > 0) second = _periods.Start(period - beyond + _interval);
            else if (_positions.Length == 0) return second;
            else if (Positioned(period, second, forward: true) is { } chosen) return chosen <= last ? chosen : null;
            else second = _periods.Start(period + _interval);
        }

        return null;
    }

    /// <summary>Of the times of a period that BYSETPOS keeps, the nearest one at or after one of the times, or at or
    /// before it. Positions count from the ends of the whole period, also where it reaches before the start.</summary>
    private long? Positioned(long period, long second, bool forward)
    {
        var firstDay = (int)(_periods.Start(period) / Day);
        var lastDay = (int)((_periods.Start(period + 1) - 1) / Day);
        var (day, time) = ((int)(second / Day), (int)(second % Day));
        var times = Around(_times, time, _frequency);
        var perDay = times.Count;
        var size = _days.Count(firstDay, lastDay) * perDay;
        var own = _days.Count(firstDay, day - 1) * perDay + times.IndexOf(time);
        int? nearest = null;
        foreach (var position in _positions)
        {
            var index = position > 0 ? position - 1 : size + position;
            if (forward ? index >= own && index < size : index >= 0 && index <= own)
                nearest = forward ? Math.Min(index, nearest ?? index) : Math.Max(index, nearest ?? index);
        }

        return nearest is { } chosen
            ? _days.At(firstDay, lastDay, chosen / perDay) * (long)Day + times.At(chosen % perDay)
            : null;
    }

    /// <summary>The times in the hour, minute or second that a time lies in; all times for a longer period.</summary>
    private static TimesOfDay Around(TimesOfDay times, int time, Frequency frequency) => new(
        frequency <= Frequency.Hourly ? 1UL << time / 3600 : times.Hours,
        frequency <= Frequency.Minutely ? 1UL << time / 60 % 60 : times.Minutes,
        frequency == Frequency.Secondly ? 1UL << time % 60 : times.Seconds);

    /// <summary>The last second that may match. Threads that ask at the same time work out the same.</summary>
    private long Last()
    {
        var last = Volatile.Read(ref _last);
        if (last != Unknown) return last;
        last = _start - 1;
        var budget = MaxCountSteps;
        for (var left = _count; left > 0 && Forward(last + 1, Periods.End - 1, ref budget) is { } next; left--)
            last = next;
        Volatile.Write(ref _last, last);
        return last;
    }

    /// <summary>The positions that there can be: no period has more times than all its days give.</summary>
    private static int[] Reachable(RuleParts parts, TimesOfDay times)
    {
        var days = parts.Frequency switch
        {
            Frequency.Yearly => 366,
            Frequency.Monthly => 31,
            Frequency.Weekly => parts.Weekdays.Length,
            _ => 1,
        };
        var most = days * Around(times, 0, parts.Frequency).Count;
        return [.. parts.Positions.Where(position => Math.Abs(position) <= most)];
    }

    /// <summary>The times of day that the rule lets in, without those that its interval never comes to: in steps of 20
    /// minutes from minute 5, minute 10 does not come up.</summary>
    private static TimesOfDay Reachable(RuleParts parts, long startSecond)
    {
        var time = (int)(startSecond % Day);
        ReadOnlySpan<(int Size, int Start)> units = [(60, time % 60), (60, time / 60 % 60), (24, time / 3600)];
        Span<ulong> masks = [Mask(parts.Seconds, 60), Mask(parts.Minutes, 60), Mask(parts.Hours, 24)];
        var step = parts.Interval;
        for (var unit = (int)parts.Frequency; unit < units.Length; unit++)
        {
            var (size, start) = units[unit];
            var stride = GreatestCommonDivisor(step, size);
            for (var value = 0; value < size; value++)
                if ((value - start) % stride != 0)
                    masks[unit] &= ~(1UL << value);
            if (step % size != 0) break;
            step /= size;
        }

        return new TimesOfDay(masks[2], masks[1], masks[0]);
    }

    private static ulong Mask(int[] values, int size)
    {
        if (values.Length == 0) return (1UL << size) - 1;
        var mask = 0UL;
        foreach (var value in values) mask |= 1UL << value;
        return mask;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
