namespace Gnomon.Telemetry;

/// <summary>What a follower reads.</summary>
/// <param name="Number">Counts the events of this process, from 1, those that a filter left out too; 0 without an event.
/// </param>
/// <param name="Event">What happened; null when there is only the number of missed events to tell.</param>
/// <param name="Missed">How many events that the filter accepts were missed since the one that was read before, because
/// the follower was too slow. Where this process was too slow itself, all that it dropped are counted.</param>
public readonly record struct FollowedEvent(long Number, GnomonEvent? Event, long Missed);
