using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

/// <summary>Keeps the leases of running jobs, sends what their handlers report, tells them when they are to stop, and
/// tells the cluster that this node lives. With nothing to renew or report it costs one beat every few seconds.</summary>
internal sealed partial class RenewLoop(StoreParts parts, Worker worker, ILogger logger)
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(5);

    private readonly WakeGate _gate = new(worker.Time);
    private readonly ConcurrentDictionary<JobId, bool> _checkNow = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _loop = Task.CompletedTask;
    private NodeInfo _announced = worker.Info;
    private long _beaten = worker.Time.GetTimestamp();

    public void Start() => _loop = _gate.Run(RunAsync);

    public async Task StopAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
    }

    /// <summary>Asks the store at once about these jobs, where they run here: they may be to be cancelled.</summary>
    public void CheckNow(IReadOnlyList<JobId> jobs)
    {
        var concerned = false;
        foreach (var running in worker.Running)
            if (jobs.Contains(running.Token.Job))
                concerned |= _checkNow.TryAdd(running.Token.Job, true);
        if (concerned) _gate.Open();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_closing.IsCancellationRequested)
        {
            await _gate.WaitAsync(worker.Options.ReportEvery, _closing.Token).ConfigureAwait(false);
            try
            {
                await RenewAsync().ConfigureAwait(false);
                if (worker.Time.GetElapsedTime(_beaten) >= BeatEvery) await BeatAsync().ConfigureAwait(false);
                failures = 0;
            }
            catch (Exception trouble) when (trouble is not OutOfMemoryException)
            {
                if (Pause.IsWorthALine(++failures)) RenewFailed(logger, failures, trouble.Message);
            }
        }
    }

    private async Task RenewAsync()
    {
        var now = worker.Time.GetTimestamp();
        var asked = TakeAsked();
        var jobs = new List<RunningJob>();
        foreach (var job in worker.Running)
        {
            // A lease that could not be renewed in time is over by this node's own clock: it must not work on.
            if (now >= job.LeaseEnds) job.Stop(StopReason.LeaseLost);
            else if (now >= job.RenewAt || job.Context.HasReports || asked.Contains(job.Token.Job)) jobs.Add(job);
        }

        if (jobs.Count == 0) return;
        var renewals = jobs.ConvertAll(job =>
        {
            var reported = job.Context.TakeReports();
            return new LeaseRenewal(job.Token, worker.Options.Lease)
            {
                Progress = reported.Progress, ProgressText = reported.Text, LogLines = reported.Lines,
            };
        });
        try
        {
            var outcomes = await parts.Store.RenewAsync(renewals, CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < jobs.Count; i++)
            {
                Heed(jobs[i], outcomes[i], now);
                if (outcomes[i] != RenewOutcome.Lost)
                    worker.Events?.RaiseProgress(
                        jobs[i].Context.Claim, worker.Node, renewals[i].Progress, renewals[i].ProgressText);
            }
        }
        catch (StoreException)
        {
            for (var i = 0; i < jobs.Count; i++)
                jobs[i].Context.GiveBack(
                    new Reported(renewals[i].Progress, renewals[i].ProgressText, renewals[i].LogLines));
            throw;
        }
    }

    /// <summary>Takes only what it answers: a job that is asked about from now on is for the next round.</summary>
    private HashSet<JobId> TakeAsked()
    {
        var asked = new HashSet<JobId>();
        foreach (var (job, _) in _checkNow)
            if (_checkNow.TryRemove(job, out _))
                asked.Add(job);
        return asked;
    }

    private void Heed(RunningJob job, RenewOutcome outcome, long now)
    {
        if (outcome == RenewOutcome.Lost)
        {
            job.Stop(StopReason.LeaseLost);
            return;
        }

        job.RenewAt = now + worker.Ticks(worker.Options.RenewEvery);
        job.LeaseEnds = now + worker.Ticks(worker.Options.Lease);
        if (outcome == RenewOutcome.CancelRequested && job.Context.StopReason == StopReason.None)
            job.Stop(StopReason.Cancelled);
    }

    private async Task BeatAsync()
    {
        _beaten = worker.Time.GetTimestamp();
        var present = worker.Info;
        var changed = !present.Handlers.SequenceEqual(_announced.Handlers);
        if (!changed && await parts.Cluster.BeatAsync(worker.Node, CancellationToken.None).ConfigureAwait(false)) return;
        await parts.Cluster.JoinAsync(present, CancellationToken.None).ConfigureAwait(false);
        _announced = present;
    }
}
