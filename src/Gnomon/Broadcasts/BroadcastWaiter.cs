using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Broadcasts;

/// <summary>Waits for broadcasts to end: by hint about their copies, and by looking now and then.</summary>
internal sealed class BroadcastWaiter(StoreParts parts, TimeProvider time)
{
    /// <summary>The longest pause between two looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly BroadcastPublisher _publisher = new(parts, time);

    /// <summary>Waits until every part has ended, at most for <paramref name="most"/>, which may be infinite.</summary>
    /// <returns>The broadcast as it is then; null when there is none.</returns>
    /// <exception cref="StoreException">The store cannot serve.</exception>
    public async Task<BroadcastReport?> WaitAsync(WorkflowId id, TimeSpan most, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var hinted = NewSignal();
        HashSet<JobId> open = [];
        using var listening = parts.Wake.Listen(hint =>
        {
            if (hint.Topic == WakeTopic.Ended && (hint.Jobs.Count == 0 || hint.Jobs.Any(Volatile.Read(ref open).Contains)))
                Volatile.Read(ref hinted).TrySetResult();
        });
        while (true)
        {
            // A new signal before the look: a hint that comes in between is not missed.
            if (hinted.Task.IsCompleted) Volatile.Write(ref hinted, NewSignal());
            var report = await _publisher.ReportAsync(id, cancellation).ConfigureAwait(false);
            if (report is null || report.Ended) return report;
            Volatile.Write(ref open, [.. report.Copies.Where(copy => !copy.State.IsTerminal()).Select(copy => copy.Id)]);
            var left = most == Timeout.InfiniteTimeSpan ? LookEvery : most - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return report;
            await hinted.Task.WaitAsync(left < LookEvery ? left : LookEvery, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
