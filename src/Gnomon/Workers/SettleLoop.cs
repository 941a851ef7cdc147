using System.Collections.Concurrent;
using Gnomon.Store;
using Gnomon.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

/// <summary>Reports ended attempts, as many at a time as have gathered since the last report was stored.</summary>
internal sealed partial class SettleLoop(IJobStore store, Worker worker, ILogger logger)
{
    private const int MaxBatch = 1000;

    /// <summary>Results of so many bytes end a batch.</summary>
    private const int MaxBatchBytes = 4 * 1024 * 1024;

    /// <summary>How often a closing worker tries to report.</summary>
    private const int MaxTries = 5;

    private readonly ConcurrentQueue<Settlement> _waiting = new();
    private readonly WakeGate _gate = new(worker.Time);
    private volatile bool _closing;
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = _gate.Run(RunAsync);

    public void Add(Settlement settlement)
    {
        _waiting.Enqueue(settlement);
        _gate.Open();
    }

    /// <summary>Reports what is there, then ends.</summary>
    public Task StopAsync()
    {
        _closing = true;
        _gate.Open();
        return _loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<Settlement>();
        while (true)
        {
            var bytes = 0;
            while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _waiting.TryDequeue(out var settlement))
            {
                batch.Add(settlement);
                bytes += settlement.Result.Length;
            }

            if (batch.Count > 0) await SettleAsync(batch).ConfigureAwait(false);
            else if (_closing) return;
            else await _gate.WaitAsync(worker.Options.PollEvery, CancellationToken.None).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private async Task SettleAsync(List<Settlement> batch)
    {
        using var activity = GnomonTrace.IsOn ? GnomonTrace.Settle(batch.Count, worker.TracesOf(batch)) : null;
        for (var failures = 1; ; failures++)
        {
            try
            {
                var outcomes = await store.SettleAsync(batch, CancellationToken.None).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++)
                    if (!outcomes[i].Applied)
                        StaleAttempt(logger, batch[i].Token);
                worker.Tell(batch, outcomes);
                break;
            }
            catch (Exception trouble) when (trouble is not OutOfMemoryException && IsFinal(trouble, failures))
            {
                // The attempts count as lost and run again: at least once, never silently done.
                SettleFailed(logger, batch.Count, trouble.Message);
                GnomonTrace.Fail(activity, trouble);
                break;
            }
            catch (Exception trouble) when (trouble is not OutOfMemoryException)
            {
                if (Pause.IsWorthALine(failures)) SettleDelayed(logger, failures, trouble.Message);
                await _gate.WaitAsync(Pause.After(failures), CancellationToken.None).ConfigureAwait(false);
            }
        }

        foreach (var settlement in batch) worker.Forget(settlement.Token);
    }

    /// <summary>What no store says it may throw will not go away by trying again.</summary>
    private bool IsFinal(Exception trouble, int failures) =>
        trouble is not StoreException { Problem: not (StoreProblem.Failed or StoreProblem.Closed) }
        || (_closing && failures >= MaxTries);
}
