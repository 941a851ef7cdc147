using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Client;

/// <summary>Waits for jobs to end: by signal, and by looking now and then in case the signal was lost.</summary>
internal sealed class JobWaiter(StoreParts parts, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the job has ended, at most for <paramref name="most"/>.</summary>
    /// <returns>The job as it is then; null when there is none.</returns>
    public async Task<Job?> WaitAsync(JobId id, TimeSpan most, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var signal = NewSignal();
        using var listening = parts.Wake.Listen(hint =>
        {
            if (hint.Topic == WakeTopic.Ended && hint.Jobs.Contains(id)) Volatile.Read(ref signal).TrySetResult();
        });
        while (true)
        {
            var job = await parts.Query.GetJobAsync(id, cancellation).ConfigureAwait(false);
            if (job is null || job.State.IsTerminal()) return job;
            var left = most == Timeout.InfiniteTimeSpan ? LookEvery : most - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return job;
            await signal.Task.WaitAsync(left < LookEvery ? left : LookEvery, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (signal.Task.IsCompleted) Volatile.Write(ref signal, NewSignal());
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
