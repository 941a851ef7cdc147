namespace Gnomon.Store;

/// <summary>A schedule that was paused because as many of its runs failed as it allows
/// (<see cref="Triggers.Schedule.PauseAfterFailures"/>).</summary>
/// <param name="Schedule">Its id.</param>
/// <param name="Reason">The reason that is stored with it: how many runs failed, and why the last one did.</param>
public sealed record PausedSchedule(string Schedule, string Reason);
