using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Waits for workflows to end: by hint, and by looking now and then in case the hint was lost.</summary>
internal sealed class WorkflowWaiter(StoreParts parts, TimeProvider time)
{
    /// <summary>Waits until the workflow has ended, at most for <paramref name="most"/>, which may be infinite.</summary>
    /// <returns>The workflow as it is then; null when there is none.</returns>
    /// <exception cref="StoreException">The store cannot serve.</exception>
    public async Task<WorkflowInfo?> WaitAsync(WorkflowId id, TimeSpan most, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var hinted = NewSignal();
        using var listening = parts.Wake.Listen(hint =>
        {
            // Hints name jobs: any that ended may have been the last of this workflow.
            if (hint.Topic == WakeTopic.Ended) Volatile.Read(ref hinted).TrySetResult();
        });
        while (true)
        {
            // A new signal before the look: a hint that comes in between is not missed.
            if (hinted.Task.IsCompleted) Volatile.Write(ref hinted, NewSignal());
            var workflow = await parts.Query.GetWorkflowAsync(id, cancellation).ConfigureAwait(false);
            if (workflow is null || workflow.State != WorkflowState.Running) return workflow;
            var left = most == Timeout.InfiniteTimeSpan ? JobWaiter.LookEvery : most - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return workflow;
            await hinted.Task
                .WaitAsync(left < JobWaiter.LookEvery ? left : JobWaiter.LookEvery, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
