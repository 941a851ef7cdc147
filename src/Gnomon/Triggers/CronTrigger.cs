using Gnomon.Triggers.Zones;

namespace Gnomon.Triggers;

/// <summary>Ticks at the local times of a zone that match an expression.
/// <para>Where clocks change, an expression of plain times ticks once for each local time: on the first pass when it is
/// repeated, and at the first instant after the gap when it is left out (several left-out times in one gap make one
/// tick). An interval, see <see cref="CronExpression.IsInterval"/>, follows elapsed time: it ticks on both passes and
/// not for what a gap left out. <see cref="Gap"/> and <see cref="Overlap"/> ask for something else.</para></summary>
public sealed record CronTrigger : Trigger
{
    private readonly ZoneTimeline _timeline;

    /// <summary>Makes a trigger.</summary>
    /// <param name="expression">Which local times.</param>
    /// <param name="zone">Whose local time. Ticks are answered in UTC whatever it is.</param>
    /// <exception cref="UnknownZoneException"><paramref name="zone"/> cannot be found by its id on this machine, so its
    /// text could not be read back.</exception>
    public CronTrigger(CronExpression expression, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(zone);
        Expression = expression;
        Zone = TimeZones.Find(zone.Id);
        _timeline = ZoneTimeline.Of(Zone);
    }

    /// <summary>Which local times.</summary>
    public CronExpression Expression { get; }

    /// <summary>Whose local time.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>What becomes of local times that clocks jump over; null leaves it to the expression:
    /// <see cref="ClockGap.Skip"/> for an interval, else <see cref="ClockGap.After"/>.</summary>
    public ClockGap? Gap { get; init; }

    /// <summary>On which pass repeated local times tick; null leaves it to the expression:
    /// <see cref="ClockOverlap.Both"/> for an interval, else <see cref="ClockOverlap.First"/>.</summary>
    public ClockOverlap? Overlap { get; init; }

    /// <inheritdoc/>
    public override string Text => TriggerText.OfCron(this);

    private ZoneSearch<Cron.CronCalendar> Search => new(
        Expression.Calendar,
        _timeline,
        Gap ?? (Expression.IsInterval ? ClockGap.Skip : ClockGap.After),
        Overlap ?? (Expression.IsInterval ? ClockOverlap.Both : ClockOverlap.First));

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after) =>
        InstantSeconds.ToInstant(Search.AtOrAfter(InstantSeconds.Floor(after) + 1));

    /// <inheritdoc/>
    public override DateTimeOffset? Last(DateTimeOffset atOrBefore) =>
        InstantSeconds.ToInstant(Search.AtOrBefore(InstantSeconds.Floor(atOrBefore)));

    /// <summary>Whether the texts are the same. Two spellings of one zone are two zones.</summary>
    public bool Equals(CronTrigger? other) =>
        other is not null && Expression.Equals(other.Expression) && Zone.Id == other.Zone.Id
        && Gap == other.Gap && Overlap == other.Overlap;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Expression, Zone.Id, Gap, Overlap);

    /// <summary>Whether an instant's local time matches, on whichever pass, or a tick is at it.</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="run">If so, a run of instants around it of which the same is true.</param>
    internal bool Covers(DateTimeOffset instant, out InstantRun run)
    {
        var second = InstantSeconds.Floor(instant);
        ref readonly var segment = ref _timeline.At(second);
        var (from, until) = Expression.Calendar.CoveredRun(second + segment.Offset);
        if (from < until)
        {
            run = segment.Run(from, until);
            return true;
        }

        run = new InstantRun(instant.UtcTicks, instant.UtcTicks + 1);
        return Last(instant) is { } last && last.UtcTicks == instant.UtcTicks;
    }
}
