namespace Gnomon.Telemetry;

/// <summary>The bounds of following events.</summary>
public static class EventLimits
{
    /// <summary>Followers of one process at a time.</summary>
    public const int MaxFollowers = 100;

    /// <summary>Events that wait for one follower; later ones are missed and counted.</summary>
    public const int MaxUnread = 1000;
}
