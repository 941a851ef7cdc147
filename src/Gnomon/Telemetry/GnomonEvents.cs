namespace Gnomon.Telemetry;

/// <summary>What happens in this process, for those who want to follow it for a while. Listeners that stay are declared
/// instead (<see cref="IGnomonListener"/>).</summary>
public sealed class GnomonEvents
{
    private readonly EventFeed _feed;

    internal GnomonEvents(EventFeed feed) => _feed = feed;

    /// <summary>Follows the events from now on.</summary>
    /// <param name="filter">Which.</param>
    /// <returns>Null when <see cref="EventLimits.MaxFollowers"/> follow already, or the process stops.</returns>
    public EventFollower? Follow(EventFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _feed.Follow(filter);
    }
}
