namespace Gnomon.Store;

/// <summary>Schedules to fire now.</summary>
/// <param name="Items">The due ones.</param>
/// <param name="NextDue">When the next one that is not among them comes due, jitter counted in, or
/// null when none ever does.</param>
public sealed record DueSchedules(IReadOnlyList<StoredSchedule> Items, DateTimeOffset? NextDue);
