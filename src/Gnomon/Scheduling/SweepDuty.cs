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

    public async ValueTask<DateTimeOffset?> RunOnceAsync(CancellationToken cancellation)
    {
        var answer = await store.SweepAsync(Max, cancellation).ConfigureAwait(false);
        var full = answer.More || answer.Promoted >= Max || answer.Recovered >= Max || answer.Pruned >= Max;
        var now = time.GetUtcNow();
        if (full) return now;
        return answer.NextDue is { } due && due < now + NotBefore ? now + NotBefore : answer.NextDue;
    }
}
