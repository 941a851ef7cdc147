using System.Collections.Immutable;
using Gnomon.Triggers.Zones;

namespace Gnomon.Triggers;

/// <summary>Takes away whole days of a zone.</summary>
public sealed record DateExclusion : Exclusion
{
    /// <summary>Makes an exclusion.</summary>
    /// <param name="dates">The days; at least one.</param>
    /// <param name="zone">Whose days.</param>
    /// <param name="calendar">The name of the calendar that the days are from, or null. Letters, digits, <c>-</c>,
    /// <c>_</c> and <c>.</c>, at most 64 of them.</param>
    /// <exception cref="ArgumentException">There is no date, or the name is not one.</exception>
    /// <exception cref="UnknownZoneException">The zone cannot be found by its id on this machine.</exception>
    public DateExclusion(IEnumerable<DateOnly> dates, TimeZoneInfo zone, string? calendar = null)
    {
        ArgumentNullException.ThrowIfNull(dates);
        ArgumentNullException.ThrowIfNull(zone);
        Dates = [.. dates];
        if (Dates.IsEmpty) throw new ArgumentException("There is no date; give at least one.", nameof(dates));
        if (calendar is not null && !NamedCalendar.IsName(calendar))
            throw new ArgumentException($"'{calendar}' is not a name; {NamedCalendar.NameRule}.", nameof(calendar));
        Zone = TimeZones.Find(zone.Id);
        Calendar = calendar;
    }

    /// <summary>The days, in their order.</summary>
    public ImmutableSortedSet<DateOnly> Dates { get; }

    /// <summary>Whose days.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The name of the calendar that the days are from, or null.</summary>
    public string? Calendar { get; }

    /// <inheritdoc/>
    public override string Text => TriggerText.OfDates(this);

    /// <summary>Whether the texts are the same.</summary>
    public bool Equals(DateExclusion? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    internal override bool Covers(DateTimeOffset instant, out InstantRun run)
    {
        var second = InstantSeconds.Floor(instant);
        ref readonly var segment = ref ZoneTimeline.Of(Zone).At(second);
        var local = Math.Clamp(second + segment.Offset, 0, ZoneTimeline.MaxSecond);
        var day = local / ZoneTimeline.SecondsPerDay;
        run = segment.Run(day * ZoneTimeline.SecondsPerDay, (day + 1) * ZoneTimeline.SecondsPerDay);
        return Dates.Contains(DateOnly.FromDayNumber((int)day));
    }
}
