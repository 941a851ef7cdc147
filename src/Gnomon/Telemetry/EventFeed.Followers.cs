namespace Gnomon.Telemetry;

/// <summary>Those who follow for a while.</summary>
internal sealed partial class EventFeed
{
    private readonly Lock _changes = new();
    private volatile EventFollower[] _followers = [];
    private long _told;
    private bool _stopped;

    /// <summary>Whether anybody is told at present. While nobody is, events are not even made.</summary>
    public bool IsOn => _listeners.Count > 0 || _followers.Length > 0;

    /// <summary>Tells one more, if there is room.</summary>
    public EventFollower? Follow(EventFilter filter)
    {
        var follower = new EventFollower(filter, Leave);
        lock (_changes)
        {
            if (_stopped || _followers.Length >= EventLimits.MaxFollowers) return null;
            _followers = [.. _followers, follower];
        }

        return follower;
    }

    private void Leave(EventFollower follower)
    {
        lock (_changes) _followers = [.. _followers.Where(other => other != follower)];
    }

    private void TellFollowers(GnomonEvent happened)
    {
        var number = ++_told;
        foreach (var follower in _followers) follower.Offer(number, happened);
    }

    private void MissedByFollowers(long count)
    {
        foreach (var follower in _followers) follower.Miss(count);
    }

    private void EndFollowers()
    {
        EventFollower[] followers;
        lock (_changes)
        {
            _stopped = true;
            (followers, _followers) = (_followers, []);
        }

        foreach (var follower in followers) follower.End();
    }
}
