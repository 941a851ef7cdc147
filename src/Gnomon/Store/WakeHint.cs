using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A hint that something may have happened. It may come late, twice, or never.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="NotBefore">There is nothing to do before this instant of the store's clock; null means look now, or after
/// <see cref="Wait"/>.</param>
/// <param name="Jobs">The jobs concerned, where the topic names jobs.</param>
public sealed record WakeHint(WakeTopic Topic, DateTimeOffset? NotBefore, IReadOnlyList<JobId> Jobs)
{
    /// <summary>There may be something to do after this wait, counted from when the hint was sent: whoever sends it need not
    /// know what the store's clock shows. Null when only <see cref="NotBefore"/> counts.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>When a receiver is to look, by its own clock; null means now.</summary>
    /// <param name="now">What its clock shows.</param>
    /// <param name="ahead">How far the store's clock is ahead of it.</param>
    internal DateTimeOffset? LookAt(DateTimeOffset now, TimeSpan ahead)
    {
        var at = NotBefore is { } instant ? instant - now - ahead : TimeSpan.MaxValue;
        if (Wait < at) at = Wait.Value;
        if (at <= TimeSpan.Zero || (NotBefore is null && Wait is null)) return null;
        return at < DateTimeOffset.MaxValue - now ? now + at : DateTimeOffset.MaxValue;
    }
}
