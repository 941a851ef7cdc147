using Gnomon.Triggers;

namespace Gnomon.Tests.Triggers;

/// <summary>The ticks of an expression in a window, found by looking at the zone's clocks every second or every minute.
/// Times are seconds from year 1; it asks the zone for nothing but the offset at an instant.</summary>
internal sealed class CivilTimeOracle
{
    private const long Before = 3 * 24 * 60 * 60;

    private readonly List<(long Instant, long Local, bool Seen, bool SeenAgain)> _looks = [];
    private readonly List<(long Instant, long First, long Until)> _gaps = [];
    private readonly int _step;

    /// <summary>Watches the clocks from three days before the window to three days after it, to know which local times
    /// are shown twice.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="from">The first instant of the window.</param>
    /// <param name="until">The first instant after it.</param>
    /// <param name="step">Seconds from one look to the next: 1, or 60 for a zone that moves by whole minutes.</param>
    public CivilTimeOracle(TimeZoneInfo zone, long from, long until, int step)
    {
        _step = step;
        var looks = new List<(long Instant, long Local)>();
        for (var at = from - Before; at < until + Before; at += step)
            looks.Add((at, at + (long)zone.GetUtcOffset(Moment(at)).TotalSeconds));
        var times = new Dictionary<long, int>();
        foreach (var (_, local) in looks) times[local] = times.GetValueOrDefault(local) + 1;
        var seen = new HashSet<long>();
        var latest = looks[0].Local;
        foreach (var (at, local) in looks)
        {
            if (at >= from && at < until && local > latest + step) _gaps.Add((at, latest + step, local));
            latest = Math.Max(latest, local);
            var isSeen = !seen.Add(local);
            if (at >= from && at < until) _looks.Add((at, local, isSeen, times[local] > 1 && !isSeen));
        }
    }

    public static DateTime Moment(long second) => new(second * TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    public static long Second(DateTimeOffset instant) => instant.UtcTicks / TimeSpan.TicksPerSecond;

    /// <summary>The ticks in their order; null for a rule leaves it to the expression.</summary>
    public List<long> Ticks(RandomCron cron, ClockGap? gap, ClockOverlap? overlap)
    {
        gap ??= cron.Interval ? ClockGap.Skip : ClockGap.After;
        overlap ??= cron.Interval ? ClockOverlap.Both : ClockOverlap.First;
        var ticks = new List<long>();
        foreach (var (at, local, seen, seenAgain) in _looks)
        {
            if ((overlap == ClockOverlap.First && seen) || (overlap == ClockOverlap.Second && seenAgain)) continue;
            foreach (var match in Matches(cron, local)) ticks.Add(at + (match - local));
        }

        foreach (var (at, first, until) in _gaps)
            for (var skipped = first; gap != ClockGap.Skip && skipped < until; skipped += _step)
                foreach (var match in Matches(cron, skipped))
                    ticks.Add(gap == ClockGap.After ? at : at + (match - first));
        ticks.Sort();
        return [.. ticks.Distinct()];
    }

    private IEnumerable<long> Matches(RandomCron cron, long local)
    {
        var look = Moment(local);
        if (!cron.MatchesMinute(look)) yield break;
        for (var by = 0; by < _step; by++)
            if (cron.HasSecond(look.Second + by))
                yield return local + by;
    }
}
