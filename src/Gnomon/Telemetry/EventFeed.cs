using System.Threading.Channels;
using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.Logging;

namespace Gnomon.Telemetry;

/// <summary>Tells listeners what happens, beside the work. A process without listeners has no feed.</summary>
/// <param name="open">Makes the listeners, when the feed starts: they may need what the feed is a part of.</param>
/// <param name="query">Looks up jobs that the store ended by itself.</param>
/// <param name="time">The clock of the events.</param>
/// <param name="logger">Told of listeners that fail.</param>
internal sealed partial class EventFeed(
    Func<IReadOnlyList<IGnomonListener>> open, IJobQuery query, TimeProvider time, ILogger logger)
{
    /// <summary>Most events that wait for slow listeners; later ones are dropped and counted.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>How long a stopping process waits for its listeners.</summary>
    private static readonly TimeSpan StopWait = TimeSpan.FromSeconds(5);

    private readonly Channel<Entry> _waiting =
        Channel.CreateBounded<Entry>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly CancellationTokenSource _hurry = new();
    private IReadOnlyList<IGnomonListener> _listeners = [];
    private Task _loop = Task.CompletedTask;
    private long _dropped;

    public void Start()
    {
        _listeners = open();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Tells what has gathered, then ends.</summary>
    public async Task StopAsync()
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _loop.WaitAsync(StopWait, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _hurry.CancelAsync().ConfigureAwait(false);
            ListenersLate(logger, _waiting.Reader.Count);
        }
    }

    public void Raise(GnomonEvent happened) => Add(new Entry(happened));

    public void Raise(GnomonEventKind kind, string? node = null, string? schedule = null, string? reason = null) =>
        Raise(new GnomonEvent(kind, time.GetUtcNow()) { Node = node, Schedule = schedule, Error = reason });

    public void Raise(GnomonEventKind kind, JobId job, JobSpec spec) =>
        Raise(new GnomonEvent(kind, time.GetUtcNow())
        {
            Job = job, Handler = spec.Handler, Queue = spec.Queue, Schedule = spec.Schedule,
            Workflow = spec.Workflow?.Workflow,
        });

    /// <summary>Tells of jobs that ended without an attempt of this process.</summary>
    public void RaiseEnded(IReadOnlyList<JobId> jobs)
    {
        foreach (var job in jobs) Add(new Entry(null, Job: job));
    }

    /// <summary>Tells of workflows that have ended.</summary>
    public void RaiseFinished(IReadOnlyList<WorkflowId> workflows)
    {
        foreach (var workflow in workflows) Add(new Entry(null, Workflow: workflow));
    }

    /// <summary>Tells of an attempt that begins.</summary>
    public void RaiseStarted(ClaimedJob job, string node) => Raise(OfAttempt(GnomonEventKind.JobStarted, job, node));

    /// <summary>Tells how far an attempt is.</summary>
    public void RaiseProgress(ClaimedJob job, string node, double? progress, string? text)
    {
        if (progress is not null || text is not null)
            Raise(OfAttempt(GnomonEventKind.JobProgressed, job, node) with { Progress = progress, ProgressText = text });
    }

    /// <summary>Tells of an attempt whose outcome is stored.</summary>
    public void RaiseSettled(ClaimedJob job, string node, Settlement settlement, JobState state, TimeSpan? duration)
    {
        var ended = OfAttempt(GnomonEventKind.JobFailed, job, node) with
        {
            Duration = duration, Error = settlement.Error,
        };
        if (settlement.Kind is SettlementKind.Retry or SettlementKind.Dead) Raise(ended);
        Raise(ended with
        {
            Kind = KindOf(settlement.Kind, state),
            Wait = state == JobState.Scheduled ? settlement.Wait : null,
        });
    }

    private static GnomonEventKind KindOf(SettlementKind kind, JobState state) => state switch
    {
        JobState.Succeeded => GnomonEventKind.JobSucceeded,
        JobState.Cancelled => GnomonEventKind.JobCancelled,
        JobState.Expired => GnomonEventKind.JobExpired,
        JobState.Dead => GnomonEventKind.JobDead,
        _ when kind == SettlementKind.Retry => GnomonEventKind.JobRetried,
        _ when kind is SettlementKind.Snoozed or SettlementKind.Parked => GnomonEventKind.JobSnoozed,
        _ => GnomonEventKind.JobReleased,
    };

    private GnomonEvent OfAttempt(GnomonEventKind kind, ClaimedJob job, string node) => new(kind, time.GetUtcNow())
    {
        Job = job.Token.Job,
        Attempt = job.Token.Attempt,
        Handler = job.Spec.Handler,
        Queue = job.Spec.Queue,
        Schedule = job.Spec.Schedule,
        Workflow = job.Spec.Workflow?.Workflow,
        Node = node,
    };

    private void Add(Entry entry)
    {
        if (!_waiting.Writer.TryWrite(entry)) Interlocked.Increment(ref _dropped);
    }

    private async Task RunAsync()
    {
        await foreach (var (happened, job, workflow) in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_hurry.IsCancellationRequested) return;
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped) EventsDropped(logger, dropped);
            try
            {
                var told = happened ?? (workflow == default
                    ? await LookUpAsync(job).ConfigureAwait(false)
                    : await LookUpAsync(workflow).ConfigureAwait(false));
                if (told is not null) await TellAsync(told).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LookUpFailed(logger, workflow == default ? $"job {job}" : $"workflow {workflow}", error.Message);
            }
        }
    }

    private async ValueTask TellAsync(GnomonEvent happened)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                await listener.OnEventAsync(happened, _hurry.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                ListenerFailed(logger, listener.GetType().Name, happened.Kind, error);
            }
        }
    }

    private async ValueTask<GnomonEvent?> LookUpAsync(JobId id)
    {
        var job = await query.GetJobAsync(id, _hurry.Token).ConfigureAwait(false);
        if (job is null || !job.State.IsTerminal()) return null;
        return new GnomonEvent(KindOf(SettlementKind.Released, job.State), job.FinishedAt ?? time.GetUtcNow())
        {
            Job = id, Attempt = job.Attempt, Handler = job.Spec.Handler, Queue = job.Spec.Queue,
            Schedule = job.Spec.Schedule, Node = job.Node, Error = job.Error, Workflow = job.Spec.Workflow?.Workflow,
        };
    }

    private async ValueTask<GnomonEvent?> LookUpAsync(WorkflowId id)
    {
        var info = await query.GetWorkflowAsync(id, _hurry.Token).ConfigureAwait(false);
        GnomonEventKind? kind = info?.State switch
        {
            WorkflowState.Succeeded => GnomonEventKind.WorkflowSucceeded,
            WorkflowState.Failed => GnomonEventKind.WorkflowFailed,
            WorkflowState.Cancelled => GnomonEventKind.WorkflowCancelled,
            _ => null,
        };
        if (kind is not { } ended) return null;
        return new GnomonEvent(ended, info!.FinishedAt ?? time.GetUtcNow()) { Workflow = id, Schedule = info.Schedule };
    }

    /// <summary>What is to be told: an event, or something that has ended and is looked up first.</summary>
    private readonly record struct Entry(GnomonEvent? Event, JobId Job = default, WorkflowId Workflow = default);
}
