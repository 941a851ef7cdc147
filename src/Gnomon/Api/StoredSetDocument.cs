namespace Gnomon.Api;

/// <summary>A declared set of schedules as it is stored.</summary>
/// <param name="Set">Its name.</param>
/// <param name="Version">The version that is stored.</param>
/// <param name="Schedules">How many schedules belong to it.</param>
/// <param name="StoredAt">When this version was stored, or the set removed.</param>
/// <param name="Removed">Whether it was removed: only its version is remembered.</param>
public sealed record StoredSetDocument(
    string Set, long Version, int Schedules, DateTimeOffset StoredAt, bool Removed);
