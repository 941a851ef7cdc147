namespace Gnomon.Tests.Triggers;

/// <summary>The ticks of an expression in a window, found by looking at the zone's clocks every minute.</summary>
internal sealed class CivilTimeOracle
{
    private readonly List<(DateTimeOffset Instant, List<DateTime> Skipped, DateTime Local, bool Repeated)> _minutes =
        [];

    /// <summary>Watches the clocks from three days before the window on, to know which local times are repeated.
    /// </summary>
    public CivilTimeOracle(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        var seen = new HashSet<DateTime>();
        DateTime? latest = null;
        for (var at = from.AddDays(-3); at <= to; at = at.AddMinutes(1))
        {
            var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            List<DateTime> skipped = [];
            for (var minute = latest?.AddMinutes(1) ?? local; minute < local; minute = minute.AddMinutes(1))
                skipped.Add(minute);
            var repeated = !seen.Add(local);
            if (latest is null || local > latest) latest = local;
            if (at >= from) _minutes.Add((at, skipped, local, repeated));
        }
    }

    public List<DateTimeOffset> Ticks(RandomCron cron) =>
    [
        .. _minutes
            .Where(m => cron.Interval
                ? cron.Matches(m.Local)
                : (cron.Matches(m.Local) && !m.Repeated) || m.Skipped.Exists(cron.Matches))
            .Select(m => m.Instant),
    ];
}
