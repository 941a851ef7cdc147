namespace Gnomon.Api;

/// <summary>What became of a schedule that was put.</summary>
/// <param name="Schedule">The schedule as it stands now.</param>
/// <param name="Created">Whether there was none with this id before.</param>
public sealed record PutScheduleResult(ScheduleDocument Schedule, bool Created);
