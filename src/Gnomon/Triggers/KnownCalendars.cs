namespace Gnomon.Triggers;

/// <summary>The calendars that a process knows by name.</summary>
internal sealed class KnownCalendars
{
    /// <summary>No calendars.</summary>
    public static readonly KnownCalendars None = new([]);

    private readonly Dictionary<string, NamedCalendar> _byName = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A name is none, comes twice, or stands for no date.</exception>
    public KnownCalendars(IEnumerable<NamedCalendar> calendars)
    {
        foreach (var calendar in calendars)
        {
            if (!NamedCalendar.IsName(calendar.Name))
                throw new ArgumentException($"'{calendar.Name}' is not a name; {NamedCalendar.NameRule}.");
            if (calendar.Dates.Count == 0)
                throw new ArgumentException($"Calendar '{calendar.Name}' has no date; give at least one.");
            if (!_byName.TryAdd(calendar.Name, calendar))
                throw new ArgumentException($"Two calendars have the name '{calendar.Name}'; each needs its own.");
        }
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _byName.Count == 0;

    /// <summary>The names in their order.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>The calendar with a name, or null.</summary>
    public NamedCalendar? Find(string name) => _byName.GetValueOrDefault(name);
}
