using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

public sealed partial class StoreApi
{
    /// <inheritdoc/>
    public async Task<JobResultDocument> GetResultAsync(string id, TimeSpan wait, CancellationToken cancellation)
    {
        var job = JobMapping.ToId(id);
        if (wait > ApiLimits.MaxResultWait) wait = ApiLimits.MaxResultWait;
        var found = await FindAsync(job, cancellation).ConfigureAwait(false);
        if (wait > TimeSpan.Zero && !found.State.IsTerminal())
            found = await WaitForEndAsync(job, wait, cancellation).ConfigureAwait(false);
        return JobMapping.ToResult(found);
    }

    // Hints may be lost, so each wait for one is bounded by the poll; the job itself is always read from the store.
    private async Task<Job> WaitForEndAsync(JobId job, TimeSpan wait, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        var hinted = NewSignal();
        using var listening = _parts.Wake.Listen(hint =>
        {
            if (hint.Topic == WakeTopic.Ended && (hint.Jobs.Count == 0 || hint.Jobs.Contains(job)))
                Volatile.Read(ref hinted).TrySetResult();
        });
        while (true)
        {
            // A new signal before the look: a hint that comes in between is not missed.
            if (hinted.Task.IsCompleted) Volatile.Write(ref hinted, NewSignal());
            var found = await FindAsync(job, cancellation).ConfigureAwait(false);
            var left = wait - _time.GetElapsedTime(began);
            if (found.State.IsTerminal() || left <= TimeSpan.Zero) return found;
            await PauseAsync(hinted.Task, left < ApiLimits.ResultPoll ? left : ApiLimits.ResultPoll, cancellation)
                .ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(Task hinted, TimeSpan most, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(hinted, Task.Delay(most, _time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
