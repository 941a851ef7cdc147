namespace Gnomon.Store;

/// <summary>What became of a change of a declared set.</summary>
/// <param name="Outcome">Whether it was carried out, or why not.</param>
/// <param name="Stored">The set as it stands now, after a trial as it would stand; null when there is none.</param>
public sealed record ScheduleSetAnswer(ScheduleSetOutcome Outcome, StoredScheduleSet? Stored)
{
    /// <summary>The schedules that were not there before, in the order of the puts.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The schedules that are now another definition, or of another set.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>The schedules that stayed as they were, with their mark and their revision.</summary>
    public IReadOnlyList<string> Unchanged { get; init; } = [];

    /// <summary>The schedules of the set that it does not have any more, in the order of their ids.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>The schedules in the way, with <see cref="ScheduleSetOutcome.Conflict"/>.</summary>
    public IReadOnlyList<ScheduleSetConflict> Conflicts { get; init; } = [];
}
