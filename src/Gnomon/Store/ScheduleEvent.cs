namespace Gnomon.Store;

/// <summary>A change of a schedule.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="At">When, by the store's clock. Ticks at or before it were not fired by what was stored then.</param>
/// <param name="Revision">The revision since then; 0 for a removal.</param>
/// <param name="Reason">Why it was paused, or null.</param>
public sealed record ScheduleEvent(ScheduleEventKind Kind, DateTimeOffset At, long Revision, string? Reason = null);
