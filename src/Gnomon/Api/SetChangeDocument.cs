namespace Gnomon.Api;

/// <summary>What became of a declared set that was put, or what would.</summary>
/// <param name="Outcome"><c>stored</c>, or <c>unchanged</c> when this version with this content is stored already.</param>
/// <param name="DryRun">Whether it only says what would happen.</param>
/// <param name="Set">The set as it stands, after a dry run as it would stand.</param>
/// <param name="Added">The schedules that were not there before.</param>
/// <param name="Changed">The schedules that are now another definition, or came from elsewhere.</param>
/// <param name="Removed">The schedules that the set does not have any more.</param>
/// <param name="Unchanged">The schedules that stayed as they were.</param>
public sealed record SetChangeDocument(
    string Outcome,
    bool DryRun,
    StoredSetDocument Set,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Unchanged);
