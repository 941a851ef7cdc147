using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Telemetry;
using Microsoft.Extensions.Logging;

namespace Gnomon.Workers;

/// <summary>Claims jobs as its slots become free, runs them, and reports how they went. One loop claims, one settles,
/// one renews; handlers run on the thread pool.</summary>
internal sealed partial class Worker : IAsyncDisposable
{
    /// <summary>Bounds of the jobs that are claimed before a slot is free.</summary>
    private const int MaxClaimAhead = 2000;
    private const int AheadPerSlot = 20;

    private static readonly string ProductVersion =
        typeof(Worker).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "";

    private readonly StoreParts _parts;
    private readonly IHandlerSource _handlers;
    private readonly EventFeed? _events;
    private readonly IServiceProvider? _services;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<AttemptToken, RunningJob> _running = new();
    private readonly WakeGate _claimGate;
    private readonly SettleLoop _settling;
    private readonly RenewLoop _renewing;
    private readonly CancellationTokenSource _closing = new();
    private readonly IDisposable _listening;
    private TaskCompletionSource? _allEnded;
    private readonly ConcurrentQueue<RunningJob> _ahead = new();
    private volatile int _claimAhead;
    private int _busy;
    private int _ended;
    private long _storeAhead;
    private Task _loops = Task.CompletedTask;

    public Worker(
        StoreParts parts, IHandlerSource handlers, WorkerOptions options, string node, IServiceProvider? services,
        TimeProvider time, ILogger<Worker> logger, EventFeed? events = null, Payloads? payloads = null)
    {
        options.Validate();
        (_parts, _handlers, _services, _logger) = (parts, handlers, services, logger);
        (Options, Node, Time, _events, Payloads) = (options, node, time, events, payloads ?? Payloads.Plain);
        Gauge = time as IWorkGauge;
        WorkflowReads = new WorkflowReads(parts.Query, Payloads);
        _claimGate = new WakeGate(time);
        _settling = new SettleLoop(parts.Store, this, logger);
        _renewing = new RenewLoop(parts, this, logger);
        _listening = parts.Wake.Listen(OnHint);
    }

    public WorkerOptions Options { get; }

    public string Node { get; }

    public TimeProvider Time { get; }

    /// <summary>Tells listeners; null while there are none.</summary>
    public EventFeed? Events => _events is { IsOn: true } ? _events : null;

    /// <summary>What is done to arguments before a handler gets them.</summary>
    public Payloads Payloads { get; }

    /// <summary>What jobs of workflows can read of them.</summary>
    public WorkflowReads WorkflowReads { get; }

    /// <summary>Who works and who waits for the clock; null with a real one.</summary>
    public IWorkGauge? Gauge { get; }

    /// <summary>Whether there is more to an attempt than its handler.</summary>
    public bool IsWatched => Events is not null || !Payloads.IsPlain || GnomonTrace.IsOn
        || GnomonMeter.RunDuration.Enabled || Gauge is not null;

    internal ILogger Logger => _logger;

    /// <summary>Fires when the worker begins to stop.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>The attempts that are not settled yet.</summary>
    public ICollection<RunningJob> Running => _running.Values;

    public NodeInfo Info => new(
        Node, Environment.MachineName, Environment.ProcessId, Options.Queues, [.. _handlers.Names.Order()],
        Options.Concurrency)
    {
        Version = ProductVersion, Address = Options.Address, Tags = Options.Tags,
        ArgsVersions = Payloads.Readable(_handlers.Names),
    };

    public async Task StartAsync(CancellationToken cancellation)
    {
        await _parts.Cluster.JoinAsync(Info, cancellation).ConfigureAwait(false);
        // The settling and renewing loops outlive the closing: they serve what still runs.
        _settling.Start();
        _renewing.Start();
        _loops = _claimGate.Run(() => ClaimLoopAsync(_closing.Token));
    }

    /// <summary>Stops claiming, waits for what runs, asks what is left to stop, and hands it back.</summary>
    /// <param name="hurry">Ends the waiting for jobs early.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _loops.ConfigureAwait(false);
        while (_ahead.TryDequeue(out var job))
            if (job.TrySettle())
                Report(job, AttemptVerdict.OfShutdown(job.Context));
        _allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Volatile.Read(ref _busy) == 0) _allEnded.TrySetResult();
        if (!await EndedWithinAsync(Options.ShutdownWait, hurry).ConfigureAwait(false))
        {
            foreach (var left in Running) left.Stop(StopReason.ShuttingDown);
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

    /// <summary>A handler has been asked to stop and did not.</summary>
    internal void HandlerIgnoredStop(RunningJob job, Settlement? settlement)
    {
        if (!job.TrySettle()) return;
        IgnoredStop(_logger, job.Context.Spec.Handler, job.Token.Job, job.Context.StopReason);
        Report(job, settlement);
        FreeSlot();
    }

    /// <summary>A job was stopped before it had a slot, so there is none to free.</summary>
    internal void StoppedBeforeStart(RunningJob job, Settlement? settlement) => Report(job, settlement);

    /// <summary>Disposes the services of an attempt that failed.</summary>
    internal async Task EndScopeAsync(JobContext job)
    {
        try
        {
            await job.EndScopeAsync(default).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ScopeFailed(_logger, job.Spec.Handler, job.Id, error);
        }
    }

    /// <summary>Tells of attempts whose outcome is stored. One that was never run here, for want of its handler, is
    /// not told of.</summary>
    internal void Tell(IReadOnlyList<Settlement> settlements, IReadOnlyList<SettleOutcome> outcomes)
    {
        if (Events is not { } events) return;
        for (var i = 0; i < settlements.Count; i++)
            if (outcomes[i].Applied && _running.GetValueOrDefault(settlements[i].Token)?.Context is { } job)
            {
                events.RaiseProgress(job.Claim, Node, settlements[i].Progress, settlements[i].ProgressText);
                events.RaiseSettled(job.Claim, Node, settlements[i], outcomes[i].State, job.Duration);
            }
    }

    /// <summary>The traces of runs that are not settled yet.</summary>
    internal IEnumerable<ActivityContext> TracesOf(IEnumerable<Settlement> settlements) =>
        settlements.Select(settlement => _running.GetValueOrDefault(settlement.Token)?.Context.Activity?.Context)
            .OfType<ActivityContext>();

    /// <summary>The store has taken the report, or refused it for good.</summary>
    internal void Forget(AttemptToken token)
    {
        if (_running.TryRemove(token, out var job)) job.SetTold();
    }

    /// <summary>Ends once listeners know how the attempt before this one went, where it ran here: a job can be claimed
    /// again before its settlement has been answered.</summary>
    internal Task EarlierToldAsync(AttemptToken token) =>
        _running.TryGetValue(token with { Attempt = token.Attempt - 1 }, out var earlier) && earlier.IsSettled
            ? earlier.Told
            : Task.CompletedTask;

    private void Report(RunningJob job, Settlement? settlement)
    {
        if (settlement is null) Forget(job.Token);
        else _settling.Add(job.Context.WithReports(settlement));
    }

    private void FreeSlot()
    {
        if (Interlocked.Decrement(ref _busy) == 0) _allEnded?.TrySetResult();
        StartAhead();
        _claimGate.Open();
    }

    private async Task ClaimLoopAsync(CancellationToken closing)
    {
        var failures = 0;
        while (!closing.IsCancellationRequested)
        {
            var wanted = Options.Concurrency - Volatile.Read(ref _busy) + _claimAhead - _ahead.Count;
            if (wanted <= 0)
            {
                await _claimGate.WaitAsync(Options.PollEvery, closing).ConfigureAwait(false);
                continue;
            }

            try
            {
                var request = new ClaimRequest(Node, Options.Queues, wanted, Options.Lease);
                var claimedAt = Time.GetTimestamp();
                var began = GnomonTrace.IsOn ? Time.GetUtcNow() : default;
                var endedBefore = Volatile.Read(ref _ended);
                var answer = await _parts.Store.ClaimAsync(request, CancellationToken.None).ConfigureAwait(false);
                if (answer.StoreNow is { } storeNow)
                    Volatile.Write(ref _storeAhead, (storeNow - Time.GetUtcNow()).Ticks);
                if (began != default) GnomonTrace.Claimed(Node, answer.Jobs, began);
                foreach (var job in answer.Jobs) Accept(job, claimedAt);
                failures = 0;
                SetClaimAhead(Volatile.Read(ref _ended) - endedBefore);
                if (answer.Jobs.Count == 0)
                    await _claimGate.WaitAsync(UntilNext(answer.NextDue), closing).ConfigureAwait(false);
            }
            catch (Exception trouble) when (trouble is not OutOfMemoryException)
            {
                if (Pause.IsWorthALine(++failures)) ClaimFailed(_logger, failures, trouble.Message);
                await _claimGate.WaitAsync(Pause.After(failures), closing).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How far the store's clock was ahead of this node's when it was last told.</summary>
    private TimeSpan StoreAhead => new(Volatile.Read(ref _storeAhead));

    private TimeSpan UntilNext(DateTimeOffset? due)
    {
        if (due is not { } next) return Options.PollEvery;
        // Due by the store's clock: a node whose own is wrong is neither late nor asks again and again.
        var wait = next - Time.GetUtcNow() - StoreAhead;
        if (wait < TimeSpan.Zero) return TimeSpan.Zero;
        return wait < Options.PollEvery ? wait : Options.PollEvery;
    }

    private void Accept(ClaimedJob claim, long claimedAt)
    {
        if (!TryFind(claim.Spec.Handler, out var handler))
        {
            UnknownHandler(_logger, claim.Spec.Handler, claim.Token.Job);
            _settling.Add(AttemptVerdict.OfUnfit(
                claim, $"no handler is named '{claim.Spec.Handler}' on the node that claimed the job"));
            return;
        }

        var job = new RunningJob(this, claim, handler, _services, claimedAt + Ticks(Options.RenewEvery))
        {
            LeaseEnds = claimedAt + Ticks(Options.Lease),
        };
        _running[claim.Token] = job;
        _ahead.Enqueue(job);
        StartAhead();
    }

    /// <summary>A source of handlers may be the user's code: one that throws has no handler at the moment.</summary>
    private bool TryFind(string name, [NotNullWhen(true)] out JobDelegate? handler)
    {
        try
        {
            return _handlers.TryGet(name, out handler);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            SourceFailed(_logger, name, error);
            handler = null;
            return false;
        }
    }

    /// <summary>Claims twice as many jobs ahead of the free slots as ended during one claim, so that slots which turn
    /// over faster than the store answers do not stand empty. Where jobs take longer than a claim, that is none.
    /// </summary>
    private void SetClaimAhead(int endedMeanwhile) =>
        _claimAhead = Math.Min(2 * endedMeanwhile, Math.Min(MaxClaimAhead, Options.Concurrency * AheadPerSlot));

    /// <summary>Gives claimed jobs the slots that are free.</summary>
    private void StartAhead()
    {
        while (!_ahead.IsEmpty && !_closing.IsCancellationRequested)
        {
            if (Interlocked.Increment(ref _busy) > Options.Concurrency || !_ahead.TryDequeue(out var job))
            {
                if (Interlocked.Decrement(ref _busy) == 0) _allEnded?.TrySetResult();
                if (Volatile.Read(ref _busy) >= Options.Concurrency) return;
                continue;
            }

            Gauge?.Begin();
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => _ = state.Worker.RunSlotAsync(state.Job), (Worker: this, Job: job), preferLocal: false);
        }
    }

    /// <summary>Runs one job after another in one slot until none is waiting.</summary>
    private async Task RunSlotAsync(RunningJob first)
    {
        var job = first;
        while (true)
        {
            if (job.TryStart())
            {
                var settlement = await job.RunAsync().ConfigureAwait(false);
                // Given up meanwhile, because the handler did not stop when asked to: the slot is somebody else's.
                if (!job.TrySettle()) break;
                Interlocked.Increment(ref _ended);
                Report(job, settlement);
            }

            if (_closing.IsCancellationRequested || !_ahead.TryDequeue(out var next))
            {
                FreeSlot();
                break;
            }

            if (_ahead.Count <= _claimAhead / 2) _claimGate.Open();
            job = next;
        }

        Gauge?.End();
    }

    private void OnHint(WakeHint hint)
    {
        if (hint.Topic == WakeTopic.Cancel) _renewing.CheckNow(hint.Jobs);
        if (hint.Topic == WakeTopic.Jobs) _claimGate.OpenAt(hint.LookAt(Time.GetUtcNow(), StoreAhead));
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
