namespace Gnomon.Store;

/// <summary>A declared set of schedules as the store keeps it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that is stored.</param>
/// <param name="Schedules">How many schedules belong to it.</param>
/// <param name="StoredAt">When this version was stored, or the set removed.</param>
/// <param name="IsRemoved">Whether the set was removed: only its version is remembered.</param>
public sealed record StoredScheduleSet(
    string Name, long Version, int Schedules, DateTimeOffset StoredAt, bool IsRemoved);
