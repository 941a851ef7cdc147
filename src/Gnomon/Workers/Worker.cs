using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

/// <summary>Claims jobs as its slots become free, runs them, and reports how they went. One loop claims, one settles,
/// one renews; handlers run on the thread pool.</summary>
internal sealed partial class Worker : IAsyncDisposable
{
    private readonly StoreParts _parts;
    private readonly IHandlerSource _handlers;
    private readonly IServiceProvider? _services;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<AttemptToken, RunningJob> _running = new();
    private readonly WakeGate _claimGate;
    private readonly SettleLoop _settling;
    private readonly RenewLoop _renewing;
    private readonly CancellationTokenSource _closing = new();
    private readonly IDisposable _listening;
    private TaskCompletionSource? _allEnded;
    private int _busy;
    private Task _loops = Task.CompletedTask;

    public Worker(
        StoreParts parts, IHandlerSource handlers, WorkerOptions options, string node, IServiceProvider? services,
        TimeProvider time, ILogger<Worker> logger)
    {
        options.Validate();
        (_parts, _handlers, _services, _logger) = (parts, handlers, services, logger);
        (Options, Node, Time) = (options, node, time);
        _claimGate = new WakeGate(time);
        _settling = new SettleLoop(parts.Store, this, logger);
        _renewing = new RenewLoop(parts, this, logger);
        _listening = parts.Wake.Listen(OnHint);
    }

    public WorkerOptions Options { get; }

    public string Node { get; }

    public TimeProvider Time { get; }

    /// <summary>The attempts that are not settled yet.</summary>
    public ICollection<RunningJob> Running => _running.Values;

    public NodeInfo Info => new(
        Node, Environment.MachineName, Environment.ProcessId, Options.Queues, [.. _handlers.Names.Order()],
        Options.Concurrency);

    public async Task StartAsync(CancellationToken cancellation)
    {
        await _parts.Cluster.JoinAsync(Info, cancellation).ConfigureAwait(false);
        // The settling and renewing loops outlive the closing: they serve what still runs.
        _settling.Start();
        _renewing.Start();
        _loops = Task.Run(() => ClaimLoopAsync(_closing.Token), CancellationToken.None);
    }

    /// <summary>Stops claiming, waits for what runs, asks what is left to stop, and hands it back.</summary>
    /// <param name="hurry">Ends the waiting for jobs early.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        _allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Volatile.Read(ref _busy) == 0) _allEnded.TrySetResult();
        if (!await EndedWithinAsync(Options.ShutdownWait, hurry).ConfigureAwait(false))
        {
            foreach (var job in Running) job.Stop(StopReason.ShuttingDown);
            // A handler that does not heed the token is given up after the grace, so this ends.
            await _allEnded.Task.ConfigureAwait(false);
        }

        await _settling.StopAsync().ConfigureAwait(false);
        await _renewing.StopAsync().ConfigureAwait(false);
        _listening.Dispose();
        await _parts.Cluster.LeaveAsync(Node, CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>A handler has ended by itself.</summary>
    /// <param name="job">Its attempt.</param>
    /// <param name="settlement">What to report; null for nothing, because the claim is lost.</param>
    internal void HandlerEnded(RunningJob job, Settlement? settlement)
    {
        if (job.TrySettle()) Settle(job, settlement);
    }

    /// <summary>A handler has been asked to stop and did not.</summary>
    internal void HandlerIgnoredStop(RunningJob job, Settlement? settlement)
    {
        if (!job.TrySettle()) return;
        IgnoredStop(_logger, job.Context.Spec.Handler, job.Token.Job, job.Context.StopReason);
        Settle(job, settlement);
    }

    /// <summary>The store has taken the report, or refused it for good.</summary>
    internal void Forget(AttemptToken token) => _running.TryRemove(token, out _);

    private void Settle(RunningJob job, Settlement? settlement)
    {
        if (settlement is null) Forget(job.Token);
        else _settling.Add(job.Context.WithReports(settlement));
        FreeSlot();
    }

    private void FreeSlot()
    {
        // The slot is free before the report is stored: the next claim and this settlement share a group.
        if (Interlocked.Decrement(ref _busy) == 0) _allEnded?.TrySetResult();
        _claimGate.Open();
    }

    private async Task ClaimLoopAsync(CancellationToken closing)
    {
        var failures = 0;
        while (!closing.IsCancellationRequested)
        {
            var free = Options.Concurrency - Volatile.Read(ref _busy);
            if (free == 0)
            {
                await _claimGate.WaitAsync(Options.PollEvery, closing).ConfigureAwait(false);
                continue;
            }

            try
            {
                var request = new ClaimRequest(Node, Options.Queues, free, Options.Lease);
                var claimedAt = Time.GetTimestamp();
                var answer = await _parts.Store.ClaimAsync(request, CancellationToken.None).ConfigureAwait(false);
                foreach (var job in answer.Jobs) Launch(job, claimedAt);
                failures = 0;
                if (answer.Jobs.Count == 0)
                    await _claimGate.WaitAsync(UntilNext(answer.NextDue), closing).ConfigureAwait(false);
            }
            catch (StoreException trouble)
            {
                ClaimFailed(_logger, trouble);
                await _claimGate.WaitAsync(Pause.After(++failures), closing).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan UntilNext(DateTimeOffset? due)
    {
        if (due is not { } next) return Options.PollEvery;
        var wait = next - Time.GetUtcNow();
        if (wait < TimeSpan.Zero) return TimeSpan.Zero;
        return wait < Options.PollEvery ? wait : Options.PollEvery;
    }

    private void Launch(ClaimedJob claim, long claimedAt)
    {
        if (!_handlers.TryGet(claim.Spec.Handler, out var handler))
        {
            UnknownHandler(_logger, claim.Spec.Handler, claim.Token.Job);
            _settling.Add(AttemptVerdict.OfUnknownHandler(claim));
            return;
        }

        Interlocked.Increment(ref _busy);
        var job = new RunningJob(this, claim, handler, _services, claimedAt + Ticks(Options.RenewEvery))
        {
            LeaseEnds = claimedAt + Ticks(Options.Lease),
        };
        _running[claim.Token] = job;
        ThreadPool.UnsafeQueueUserWorkItem(job, preferLocal: false);
    }

    private void OnHint(WakeHint hint)
    {
        if (hint.Topic == WakeTopic.Cancel) _renewing.CheckNow(hint.Jobs);
        if (hint.Topic == WakeTopic.Jobs) _claimGate.OpenAt(hint.NotBefore);
    }

    private async Task<bool> EndedWithinAsync(TimeSpan wait, CancellationToken hurry)
    {
        try
        {
            await _allEnded!.Task.WaitAsync(wait, Time, hurry).ConfigureAwait(false);
            return true;
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    internal long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Time.TimestampFrequency);
}
