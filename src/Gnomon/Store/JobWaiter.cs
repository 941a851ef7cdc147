using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Waits for jobs to end: by hint, and by looking now and then in case the hint was lost.</summary>
internal sealed class JobWaiter(StoreParts parts, TimeProvider time)
{
    /// <summary>The longest pause between two looks.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the job has ended, at most for <paramref name="most"/>, which may be infinite.</summary>
    /// <returns>The job as it is then; null when there is none.</returns>
    /// <exception cref="StoreException">The store cannot serve.</exception>
    public async Task<Job?> WaitAsync(JobId id, TimeSpan most, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var hinted = NewSignal();
        using var listening = parts.Wake.Listen(hint =>
        {
            if (hint.Topic == WakeTopic.Ended && (hint.Jobs.Count == 0 || hint.Jobs.Contains(id)))
                Volatile.Read(ref hinted).TrySetResult();
        });
        while (true)
        {
            // A new signal before the look: a hint that comes in between is not missed.
            if (hinted.Task.IsCompleted) Volatile.Write(ref hinted, NewSignal());
            var job = await parts.Query.GetJobAsync(id, cancellation).ConfigureAwait(false);
            if (job is null || job.State.IsTerminal()) return job;
            var left = most == Timeout.InfiniteTimeSpan ? LookEvery : most - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return job;
            await hinted.Task.WaitAsync(left < LookEvery ? left : LookEvery, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
