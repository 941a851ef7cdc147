namespace Gnomon.Api;

public partial interface IGnomonApi
{
    /// <summary>Gives a copy of a job to every live node that the draft names.</summary>
    Task<PublishedBroadcastDocument> BroadcastAsync(BroadcastDraftDocument draft, CancellationToken cancellation);

    /// <summary>One broadcast with the result of each node.</summary>
    /// <param name="id">The broadcast.</param>
    /// <param name="wait">How long to wait for its end; at most <see cref="ApiLimits.MaxResultWait"/> counts. Zero
    /// answers at once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<BroadcastDocument> GetBroadcastAsync(string id, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Broadcasts, newest first, without their copies.</summary>
    /// <param name="state">Only those in this state, in lower case; null means any.</param>
    /// <param name="cursor">Where to begin, from the page before; null means at the newest.</param>
    /// <param name="limit">Most broadcasts to answer; null means <see cref="ApiLimits.DefaultPage"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<BroadcastListDocument> ListBroadcastsAsync(
        string? state, string? cursor, int? limit, CancellationToken cancellation);
}
