namespace Gnomon.Api;

/// <summary>A tick that is to come.</summary>
/// <param name="At">The nominal instant.</param>
/// <param name="Local">The same instant with the offset of the rule's time zone, such as
/// <c>2026-11-22T02:30:00+01:00</c>.</param>
/// <param name="RunAt">When its job may start: later than <paramref name="At"/> when the schedule has a jitter.</param>
public sealed record NextTickDocument(DateTimeOffset At, string Local, DateTimeOffset RunAt);
