using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Workers;

/// <summary>Gathers jobs until there are enough or the first has waited long enough, and runs them together. Each job
/// stays an attempt of its own, with its lease, its time limit and its slot; it only awaits its outcome here.</summary>
/// <param name="options">How many, and how long.</param>
/// <param name="make">Makes a handler.</param>
internal sealed class BatchGatherer<TArgs, TResult>(
    BatchOptions options, Func<IServiceProvider, IBatchHandler<TArgs, TResult>> make)
{
    private readonly Lock _changes = new();
    private List<BatchItem<TArgs, TResult>> _waiting = [];
    private ITimer? _limit;

    /// <summary>Adds a job and awaits its outcome.</summary>
    public async Task<TResult> RunAsync(TArgs args, JobContext job)
    {
        var services = job.Services ?? throw new InvalidOperationException("A batch handler needs a service container.");
        var time = services.GetRequiredService<TimeProvider>();
        var gauge = time as IWorkGauge;
        // The job waits from here on, but is only at rest once others know of it.
        gauge?.Begin();
        var item = new BatchItem<TArgs, TResult>(args, job, gauge?.HoldHandler());
        // One that is to stop while it waits for others has not begun, so there is nothing to ask.
        await using var stopping = job.Cancellation
            .Register(() => LeaveIfWaiting(item)).ConfigureAwait(false);
        Add(item, services.GetRequiredService<IServiceScopeFactory>(), time);
        gauge?.End();
        return await item.Outcome.ConfigureAwait(false);
    }

    private void Add(BatchItem<TArgs, TResult> item, IServiceScopeFactory scopes, TimeProvider time)
    {
        List<BatchItem<TArgs, TResult>>? full = null;
        lock (_changes)
        {
            _waiting.Add(item);
            if (_waiting.Count >= options.MaxSize) full = Take_NeedsLock();
            else if (_waiting.Count == 1) StartLimit_NeedsLock(scopes, time);
        }

        if (full is not null) Start(full, scopes, time as IWorkGauge);
        if (item.Job.Cancellation.IsCancellationRequested) LeaveIfWaiting(item);
    }

    private void LeaveIfWaiting(BatchItem<TArgs, TResult> item)
    {
        lock (_changes)
            if (!_waiting.Remove(item))
                return;
        item.Fail(new OperationCanceledException(item.Job.Cancellation));
    }

    private void StartLimit_NeedsLock(IServiceScopeFactory scopes, TimeProvider time)
    {
        var batch = _waiting;
        _limit?.Dispose();
        _limit = time.CreateTimer(
            _ =>
            {
                lock (_changes)
                {
                    // Full meanwhile, and another one is being gathered.
                    if (batch != _waiting) return;
                    Take_NeedsLock();
                }

                Start(batch, scopes, time as IWorkGauge);
            },
            null, options.MaxWait, Timeout.InfiniteTimeSpan);
    }

    private List<BatchItem<TArgs, TResult>> Take_NeedsLock()
    {
        var batch = _waiting;
        _waiting = [];
        _limit?.Dispose();
        _limit = null;
        return batch;
    }

    /// <summary>The batch belongs to no single job, so it runs in the trace and culture of none.</summary>
    private void Start(List<BatchItem<TArgs, TResult>> batch, IServiceScopeFactory scopes, IWorkGauge? gauge)
    {
        if (batch.Count == 0) return;
        gauge?.Begin();
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = Task.Run(() => RunAsync(batch, scopes, gauge));
            return;
        }

        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => RunAsync(batch, scopes, gauge));
    }

    private async Task RunAsync(List<BatchItem<TArgs, TResult>> batch, IServiceScopeFactory scopes, IWorkGauge? gauge)
    {
        var work = gauge?.BeginHandler();
        var left = batch.Count;
        using var allStopped = new CancellationTokenSource();
        var stops = batch.ConvertAll(item => item.Job.Cancellation.Register(() =>
        {
            if (Interlocked.Decrement(ref left) == 0) allStopped.Cancel();
        }));
        Exception? thrown = null;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await make(scope.ServiceProvider).RunAsync(batch, allStopped.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            thrown = error;
        }

        foreach (var stop in stops) await stop.DisposeAsync().ConfigureAwait(false);
        foreach (var item in batch)
            item.Fail(thrown ?? new InvalidOperationException("the batch handler gave this job no outcome"));
        work?.Dispose();
        gauge?.End();
    }
}
