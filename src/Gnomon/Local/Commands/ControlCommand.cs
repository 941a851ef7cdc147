using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Cancels, revives, deletes or hastens jobs, or gives them another priority.</summary>
internal sealed class ControlCommand : AnsweredCommand<ControlAnswer>
{
    private readonly ControlRequest _request;

    /// <summary>Sequence numbers: where a step by filter begins, and where the last one ends.</summary>
    private readonly long _from, _end;

    private readonly string? _reason;

    /// <exception cref="InvalidJobException">The request breaks a bound.</exception>
    public ControlCommand(ControlRequest request)
    {
        ControlRules.Check(request);
        _request = request;
        _reason = request.Reason is { Length: > JobLimits.MaxErrorLength } reason
            ? reason[..JobLimits.MaxErrorLength]
            : request.Reason;
        (_from, _end) = request.Cursor is { } cursor ? ControlRules.ParseCursor(cursor) : (0, long.MaxValue);
    }

    public override long MaxBytes => (_request.Filter is null ? _request.Jobs.Count : _request.Max)
        * (256L + ((_request.Node?.Length ?? 0) + (_reason?.Length ?? 0)) * 3L);

    public override long ExtraBytes(LocalState state) => _request.Filter is not null
        ? 2 * (Revives ? state.MaxRevivalBytes : state.MaxCascadeBytes)
        : StepBudget.Of(state, _request.Jobs.Count, i => _request.Jobs[i], Revives);

    private bool Revives => _request.Action == ControlAction.Retry;

    protected override ControlAnswer Run(LocalState state, Moment now)
    {
        if (_request.Filter is { } filter) return RunStep(state, now, filter);
        var results = new ControlResult[_request.Jobs.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var id = _request.Jobs[i];
            results[i] = state.Find(id) is not { } job
                ? new ControlResult(id, ControlOutcome.NotFound, default)
                : CarryOut(state, now, job);
        }

        return new ControlAnswer(results, null);
    }

    /// <summary>Oldest first, so that revived and hastened jobs become ready in their order. The end stays where it was
    /// at the first step: what is accepted meanwhile is left alone.</summary>
    private ControlAnswer RunStep(LocalState state, Moment now, JobFilter filter)
    {
        var results = new List<ControlResult>();
        var end = Math.Min(_end, state.NextSequence);
        var seen = 0;
        var budget = new StepBudget(state, Revives);
        var goesOn = true;
        foreach (var job in state.OldestFirst(filter, _from, end))
        {
            if (!goesOn || results.Count == _request.Max || seen++ == JobMatch.MaxScan)
                return new ControlAnswer(
                    results, ControlRules.Cursor(job.Sequence, end));
            if (!IsPossible(job) || !JobMatch.Accepts(filter, job)) continue;
            goesOn = budget.Allows(job);
            results.Add(CarryOut(state, now, job));
        }

        return new ControlAnswer(results, null);
    }

    private bool IsPossible(LocalJob job) => IsPossible(job.State)
        && (_request.PinnedTo is null || _request.PinnedTo == job.Pin);

    private bool IsPossible(JobState state) => _request.Action switch
    {
        ControlAction.Cancel => JobLifecycle.Allows(state, JobCause.Cancel),
        ControlAction.Retry => JobLifecycle.Allows(state, JobCause.Revive),
        ControlAction.Delete => state.IsTerminal(),
        ControlAction.RunNow => JobLifecycle.Allows(state, JobCause.RunNow),
        ControlAction.Pin or ControlAction.Expire => JobLifecycle.Allows(state, JobCause.LoseNode),
        ControlAction.Terminate => JobLifecycle.Allows(state, JobCause.Cancel),
        _ => !state.IsTerminal(),
    };

    private ControlResult CarryOut(LocalState state, Moment now, LocalJob job) =>
        Apply(state, now, job, state.Unblocked);

    private ControlResult Apply(LocalState state, Moment now, LocalJob job, long unblocked)
    {
        var outcome = Apply(state, now, job);
        return new ControlResult(job.Id, outcome, job.State)
        {
            Freed = job.Queue.LetsGo || state.Unblocked != unblocked, Effects = state.TakeEffects(),
        };
    }

    private ControlOutcome Apply(LocalState state, Moment now, LocalJob job)
    {
        if (!IsPossible(job)) return ControlOutcome.NotAllowed;
        switch (_request.Action)
        {
            case ControlAction.Cancel: return Cancel(state, now, job);
            case ControlAction.Retry: return Revive(state, now, job);
            case ControlAction.Terminate: return Terminate(state, now, job);
            case ControlAction.Delete when job is LocalStep: return ControlOutcome.NotAllowed;
            case ControlAction.Delete: state.Remove(job); break;
            case ControlAction.RunNow:
                state.Shift(job, JobCause.RunNow, JobState.Ready, now.Utc, now.Utc, state.TakeOrder());
                break;
            case ControlAction.Pin:
                if (job.Pin != _request.Node) state.Pin(job, _request.Node);
                break;
            case ControlAction.Expire: state.LoseNode(job, now.Utc, _reason); break;
            default:
                if (job.Priority != _request.Priority) state.ChangePriority(job, _request.Priority);
                break;
        }

        return ControlOutcome.Done;
    }

    private static ControlOutcome Cancel(LocalState state, Moment now, LocalJob job)
    {
        if (job.State == JobState.Running)
        {
            if (!job.CancelRequested) state.RequestCancel(job);
            if (state.OpenWorkOf(job) is { } work) state.CancelWork(work, now.Utc);
            return ControlOutcome.Requested;
        }

        state.Shift(job, JobCause.Cancel, JobState.Cancelled, now.Utc, job.RunAt, 0);
        return ControlOutcome.Done;
    }

    private static ControlOutcome Terminate(LocalState state, Moment now, LocalJob job)
    {
        var reason = $"attempt {job.Attempt} was terminated";
        if (job.State != JobState.Running) Cancel(state, now, job);
        else
            state.Finish(
                job, AttemptOutcome.Cancelled, JobCause.Terminate, JobState.Cancelled, now.Utc, now.Utc, 0, reason, null);
        if (state.OpenWorkOf(job) is { } work) state.TerminateWork(work, now.Utc, $"job {job.Id} was terminated");
        return ControlOutcome.Done;
    }

    /// <summary>A job of a workflow waits again for what it waited for. What can no longer come has to be revived
    /// instead.</summary>
    private static ControlOutcome Revive(LocalState state, Moment now, LocalStep step)
    {
        var workflow = step.Workflow;
        if (workflow is { CancelRequested: true, Open: > 0 } || step.Judge(out _) == StepVerdict.Skip)
            return ControlOutcome.NotAllowed;
        if (!state.TryRevive(workflow, [step], now)) return ControlOutcome.NotAllowed;
        return ControlOutcome.Done;
    }

    private static ControlOutcome Revive(LocalState state, Moment now, LocalJob job)
    {
        if (job is LocalStep step) return Revive(state, now, step);
        if (JobSpecCodec.Has(job.Spec, JobSpecCodec.Parts.Key)
            && state.Keys.Find(JobSpecCodec.Decode(job.Spec), now.Utc, other: job) is not null)
            return ControlOutcome.NotAllowed;
        var to = state.RevivedState(job);
        if (to == JobState.Ready)
        {
            state.Shift(job, JobCause.Revive, to, now.Utc, now.Utc, state.TakeOrder());
            if (state.OpenWorkOf(job) is { } work) state.Rejoin(work);
        }
        else state.Shift(job, JobCause.Revive, to, now.Utc, job.CreatedAt, 0);
        return ControlOutcome.Done;
    }
}
