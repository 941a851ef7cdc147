namespace Gnomon.Store;

/// <summary>What the store's clock shows. Instants that a node works out itself are by it, since the node's own clock may be
/// wrong.</summary>
internal static class StoreClock
{
    /// <summary>Asks the store; the node's clock stands in where the engine does not tell.</summary>
    public static async ValueTask<DateTimeOffset> NowAsync(
        IJobQuery query, TimeProvider time, CancellationToken cancellation)
    {
        // Nothing is due at that instant, so nothing else comes along.
        var answer = await query.DueSchedulesAsync(DateTimeOffset.UnixEpoch, 1, cancellation).ConfigureAwait(false);
        return answer.StoreNow ?? time.GetUtcNow();
    }
}
