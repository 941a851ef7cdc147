using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Telemetry;

namespace Gnomon.Workers;

/// <summary>One attempt in the hands of a worker, from the claim to the settlement.</summary>
internal sealed class RunningJob
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Settled = 2;

    private static readonly TaskCompletionSource AlreadyTold = MakeTold();

    private readonly Worker _worker;
    private readonly JobDelegate _handler;
    private ITimer? _limit;
    private TaskCompletionSource? _told;
    private int _stage = Waiting;

    public RunningJob(Worker worker, ClaimedJob claim, JobDelegate handler, IServiceProvider? services, long renewAt)
    {
        (_worker, _handler, RenewAt) = (worker, handler, renewAt);
        Context = new JobContext(claim, services) { NodeClosing = worker.Closing };
        if (claim.Spec is { IsPlain: false, Workflow: not null }) Context.Extras().Reads = worker.WorkflowReads;
    }

    public JobContext Context { get; }

    public AttemptToken Token => Context.Claim.Token;

    /// <summary>When the lease is to be renewed, as a timestamp of the worker's clock.</summary>
    public long RenewAt { get; set; }

    /// <summary>When the lease ends unless it is renewed, as a timestamp of the worker's clock.</summary>
    public long LeaseEnds { get; set; }

    /// <summary>Whether it has ended, so that its outcome is stored or about to be.</summary>
    public bool IsSettled => Volatile.Read(ref _stage) == Settled;

    /// <summary>Ends once listeners have been told how the attempt went.</summary>
    public Task Told =>
        (Interlocked.CompareExchange(
            ref _told, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null) ?? _told).Task;

    /// <summary>Begins the run; false when the job was stopped while it waited for a slot.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _stage, Started, Waiting) == Waiting;

    /// <summary>Runs the handler, once, after <see cref="TryStart"/>.</summary>
    /// <returns>What to report; null for nothing, because the claim is lost.</returns>
    public ValueTask<Settlement?> RunAsync()
    {
        if (Context.StopReason != StopReason.None)
            return ValueTask.FromResult(StoppedBeforeStart());
        StartLimit();
        var spec = Context.Claim.Spec;
        return spec.Headers.Count > 0 || _worker.IsWatched || Payloads.MustOpen(spec)
            ? RunWatchedAsync()
            : RunHandlerAsync();
    }

    /// <summary>Runs the handler in the trace and the culture of its producer, and tells how it goes. Trace and culture
    /// are changes of this method's own execution context and end with it.</summary>
    private async ValueTask<Settlement?> RunWatchedAsync()
    {
        var claim = Context.Claim;
        var extras = Context.Extras();
        using var work = _worker.Gauge?.BeginHandler();
        extras.Activity = GnomonTrace.Run(claim);
        JobCulture.Restore(claim.Spec, _worker.Logger);
        if (_worker.Events is not null) await _worker.EarlierToldAsync(claim.Token).ConfigureAwait(false);
        _worker.Events?.RaiseStarted(claim, _worker.Node);
        var began = _worker.Time.GetTimestamp();
        var settlement = Opened(out var unfit) ? await RunHandlerAsync().ConfigureAwait(false) : unfit;
        var taken = _worker.Time.GetElapsedTime(began);
        extras.Duration = taken;
        GnomonMeter.Ran(claim.Spec, settlement?.Kind, taken);
        if (extras.Activity is { } activity) GnomonTrace.Ran(activity, settlement);
        return settlement;
    }

    /// <summary>Makes the arguments what the handler takes.</summary>
    /// <param name="unfit">What to report when that cannot be done.</param>
    private bool Opened(out Settlement? unfit)
    {
        unfit = null;
        try
        {
            var spec = _worker.Payloads.Open(Context.Claim.Spec);
            if (!ReferenceEquals(spec, Context.Claim.Spec)) Context.Extras().Opened = spec;
            return true;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            unfit = AttemptVerdict.OfError(Context, error, _worker.Options.MaxSnoozes);
            return false;
        }
    }

    private async ValueTask<Settlement?> RunHandlerAsync()
    {
        try
        {
            var result = await _handler(Context).ConfigureAwait(false);
            if (Context.HasScope) result = await Context.EndScopeAsync(result).ConfigureAwait(false);
            if (_worker.Payloads.Encrypts) result = _worker.Payloads.SealResult(Context.Spec.Handler, result);
            return AttemptVerdict.OfResult(Context, result);
        }
        catch (Exception error)
        {
            // The handler's error counts, so one that comes while its services are disposed is only logged.
            if (Context.HasScope) _ = _worker.EndScopeAsync(Context);
            return AttemptVerdict.OfError(Context, error, _worker.Options.MaxSnoozes);
        }
    }

    /// <summary>Asks the handler to stop, and gives it up when it does not within the grace. The first call counts:
    /// another one does not begin the grace anew. A job that still waits for a slot has nothing to stop and ends here.
    /// </summary>
    public void Stop(StopReason reason)
    {
        if (!Context.Stop(reason)) return;
        if (Interlocked.CompareExchange(ref _stage, Settled, Waiting) == Waiting)
        {
            _worker.StoppedBeforeStart(this, StoppedBeforeStart());
            return;
        }

        if (IsSettled) return;
        var grace = _worker.Time.CreateTimer(
            static state => ((RunningJob)state!).Abandon(), this, _worker.Options.StopGrace,
            Timeout.InfiniteTimeSpan);
        Interlocked.Exchange(ref _limit, grace)?.Dispose();
        if (IsSettled) grace.Dispose();
    }

    /// <summary>Claims the right to settle; the first caller has it.</summary>
    public bool TrySettle()
    {
        if (Interlocked.Exchange(ref _stage, Settled) == Settled) return false;
        Volatile.Read(ref _limit)?.Dispose();
        return true;
    }

    /// <summary>Nothing more will be told of the attempt.</summary>
    public void SetTold() => Interlocked.Exchange(ref _told, AlreadyTold)?.TrySetResult();

    private Settlement? StoppedBeforeStart() =>
        AttemptVerdict.OfError(Context, new OperationCanceledException(), _worker.Options.MaxSnoozes);

    private static TaskCompletionSource MakeTold()
    {
        var told = new TaskCompletionSource();
        told.SetResult();
        return told;
    }

    private void StartLimit()
    {
        if (Context.Spec.Timeout is not { } timeout) return;
        var limit = _worker.Time.CreateTimer(
            static state => ((RunningJob)state!).Stop(StopReason.TimedOut), this, timeout, Timeout.InfiniteTimeSpan);
        if (Interlocked.CompareExchange(ref _limit, limit, null) is not null) limit.Dispose();
    }

    /// <summary>The handler does not heed its token. Code in this process cannot be ended from outside, so the job goes
    /// on without it: its slot is free, and whatever it still returns is ignored.</summary>
    private void Abandon() => _worker.HandlerIgnoredStop(this, AttemptVerdict.OfIgnoredStop(Context));
}
