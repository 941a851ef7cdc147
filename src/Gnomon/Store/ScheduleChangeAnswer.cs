namespace Gnomon.Store;

/// <summary>What became of a set of schedule changes.</summary>
/// <param name="Conflict">The id of a schedule whose revision was not the expected one, or that is in the way of a set;
/// then nothing changed. Null when there is none.</param>
/// <param name="Stored">The schedules as they stand after the puts, in their order; empty when nothing was put.</param>
/// <param name="Removed">How many of the ids to remove were there.</param>
public sealed record ScheduleChangeAnswer(string? Conflict, IReadOnlyList<StoredSchedule> Stored, int Removed)
{
    /// <summary>What became of the declared set; null when the change was none of a set.</summary>
    public ScheduleSetAnswer? Set { get; init; }
}
