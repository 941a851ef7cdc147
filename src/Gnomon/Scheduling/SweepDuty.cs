using Gnomon.Store;

namespace Gnomon.Scheduling;

/// <summary>Has the store do what time alone brings about: promote due jobs, recover lost claims, expire, prune.
/// </summary>
internal sealed class SweepDuty(IJobStore store, TimeProvider time) : IDuty
{
    private const int Max = 1000;

    /// <summary>Claims promote due jobs themselves, so nothing waits for a sweep that could not wait this long.</summary>
    private static readonly TimeSpan NotBefore = TimeSpan.FromMilliseconds(200);

    public string Name => "sweep";

    /// <summary>Who makes something that ends by itself signals it, and a sweep tells when that will be.</summary>
    public TimeSpan RestMost => TimeSpan.FromSeconds(10);

    public async ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation)
    {
        var answer = await store.SweepAsync(Max, cancellation).ConfigureAwait(false);
        var full = answer.More || answer.Promoted >= Max || answer.Recovered >= Max || answer.Pruned >= Max;
        var now = time.GetUtcNow();
        if (full) return now;
        if (answer.NextDue is not { } due) return null;
        // Due by the store's clock, which may differ from this node's.
        var wait = due - (answer.StoreNow ?? now);
        if (wait < NotBefore) wait = NotBefore;
        return wait < DateTimeOffset.MaxValue - now ? now + wait : DateTimeOffset.MaxValue;
    }
}
