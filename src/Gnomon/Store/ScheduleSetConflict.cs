namespace Gnomon.Store;

/// <summary>A schedule that a set declares and that is not its own.</summary>
/// <param name="Schedule">Its id.</param>
/// <param name="Set">The set that it belongs to; null when it was made by hand.</param>
public sealed record ScheduleSetConflict(string Schedule, string? Set);
