namespace Gnomon.Store;

/// <summary>What became of a set of schedule changes.</summary>
/// <param name="Conflict">The id of a schedule whose revision was not the expected one; then nothing changed. Null
/// when everything changed.</param>
/// <param name="Stored">The schedules as they stand after the puts, in their order.</param>
/// <param name="Removed">How many of the ids to remove were there.</param>
public sealed record ScheduleChangeAnswer(string? Conflict, IReadOnlyList<StoredSchedule> Stored, int Removed);
