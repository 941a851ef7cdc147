using Gnomon.Triggers.Recurrence;
using Gnomon.Triggers.Zones;

namespace Gnomon.Triggers;

/// <summary>Ticks at the local times of a zone that a recurrence rule of RFC 5545 names.
/// <para>Where clocks change, a rule of days, weeks, months or years does as the RFC says (section 3.3.5): a time that
/// clocks jump over is read with the offset before the jump, so 02:30 becomes 03:30, and a repeated time means its first
/// pass. A rule of hours, minutes or seconds follows elapsed time, as a cron interval does. <see cref="Gap"/> and
/// <see cref="Overlap"/> ask for something else.</para></summary>
public sealed record RecurrenceTrigger : Trigger
{
    private readonly RecurrenceCalendar _calendar;
    private readonly ZoneTimeline _timeline;

    /// <summary>Makes a trigger.</summary>
    /// <param name="rule">Which local times.</param>
    /// <param name="start">The local time that the rule counts from, the RFC's DTSTART, in whole seconds. It ticks only
    /// if it matches the rule.</param>
    /// <param name="zone">Whose local time. Ticks are answered in UTC whatever it is.</param>
    /// <exception cref="ArgumentException"><paramref name="start"/> is an instant of UTC or of this machine, or has
    /// parts of a second.</exception>
    /// <exception cref="UnknownZoneException"><paramref name="zone"/> cannot be found by its id on this machine, so its
    /// text could not be read back.</exception>
    public RecurrenceTrigger(RecurrenceRule rule, DateTime start, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(zone);
        if (start.Kind != DateTimeKind.Unspecified || start.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException(
                "A start is a local time of the zone: give one without a kind and in whole seconds.", nameof(start));
        Rule = rule;
        Start = start;
        Zone = TimeZones.Find(zone.Id);
        _calendar = new RecurrenceCalendar(rule, start.Ticks / TimeSpan.TicksPerSecond);
        _timeline = ZoneTimeline.Of(Zone);
    }

    /// <summary>Which local times.</summary>
    public RecurrenceRule Rule { get; }

    /// <summary>The local time that the rule counts from.</summary>
    public DateTime Start { get; }

    /// <summary>Whose local time.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>What becomes of local times that clocks jump over; null leaves it to the rule:
    /// <see cref="ClockGap.Skip"/> for hours and less, else <see cref="ClockGap.Shift"/>.</summary>
    public ClockGap? Gap { get; init; }

    /// <summary>On which pass repeated local times tick; null leaves it to the rule: <see cref="ClockOverlap.Both"/> for
    /// hours and less, else <see cref="ClockOverlap.First"/>.</summary>
    public ClockOverlap? Overlap { get; init; }

    /// <inheritdoc/>
    public override string Text => TriggerText.OfRule(this);

    private ZoneSearch<RecurrenceCalendar> Search => new(
        _calendar,
        _timeline,
        Gap ?? (Rule.IsInterval ? ClockGap.Skip : ClockGap.Shift),
        Overlap ?? (Rule.IsInterval ? ClockOverlap.Both : ClockOverlap.First));

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var next = InstantSeconds.ToInstant(Search.AtOrAfter(InstantSeconds.Floor(after) + 1));
        return next > Rule.UntilUtc ? null : next;
    }

    /// <inheritdoc/>
    public override DateTimeOffset? Last(DateTimeOffset atOrBefore)
    {
        if (atOrBefore > Rule.UntilUtc) atOrBefore = Rule.UntilUtc.Value;
        return InstantSeconds.ToInstant(Search.AtOrBefore(InstantSeconds.Floor(atOrBefore)));
    }

    /// <summary>Whether the texts are the same. Two spellings of one zone are two zones.</summary>
    public bool Equals(RecurrenceTrigger? other) => other is not null && Rule.Equals(other.Rule)
        && Start == other.Start && Zone.Id == other.Zone.Id && Gap == other.Gap && Overlap == other.Overlap;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rule, Start, Zone.Id, Gap, Overlap);
}
