namespace Gnomon.Store;

/// <summary>Schedules to fire now.</summary>
/// <param name="Items">The due ones.</param>
/// <param name="NextDue">When the next one that is not among them comes due, jitter counted in, or
/// null when none ever does.</param>
public sealed record DueSchedules(IReadOnlyList<StoredSchedule> Items, DateTimeOffset? NextDue)
{
    /// <summary>What the store's clock shows: ticks are due by it, whatever the clock of whoever asks shows. Null when
    /// the engine does not tell.</summary>
    public DateTimeOffset? StoreNow { get; init; }
}
