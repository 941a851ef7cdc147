using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Cancels, revives, deletes or hastens jobs.</summary>
internal sealed class ControlCommand(ControlRequest request) : AnsweredCommand<IReadOnlyList<ControlResult>>
{
    public override long MaxBytes => request.Jobs.Count * 64L;

    protected override IReadOnlyList<ControlResult> Run(LocalState state, Moment now)
    {
        var results = new ControlResult[request.Jobs.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var id = request.Jobs[i];
            results[i] = state.Find(id) is not { } job
                ? new ControlResult(id, ControlOutcome.NotFound, default)
                : new ControlResult(id, Apply(state, now, job), job.State) { Freed = job.Queue.LetsGo };
        }

        return results;
    }

    private ControlOutcome Apply(LocalState state, Moment now, LocalJob job) => request.Action switch
    {
        ControlAction.Cancel => Cancel(state, now, job),
        ControlAction.Retry => Revive(state, now, job),
        ControlAction.Delete => Delete(state, job),
        _ => Hasten(state, now, job),
    };

    private static ControlOutcome Cancel(LocalState state, Moment now, LocalJob job)
    {
        if (!JobLifecycle.Allows(job.State, JobCause.Cancel)) return ControlOutcome.NotAllowed;
        if (job.State == JobState.Running)
        {
            if (!job.CancelRequested) state.RequestCancel(job);
            return ControlOutcome.Requested;
        }

        state.Shift(job, JobCause.Cancel, JobState.Cancelled, now.Utc, job.RunAt, 0);
        return ControlOutcome.Done;
    }

    private static ControlOutcome Revive(LocalState state, Moment now, LocalJob job)
    {
        if (!JobLifecycle.Allows(job.State, JobCause.Revive)) return ControlOutcome.NotAllowed;
        if (JobSpecCodec.Has(job.Spec, JobSpecCodec.Parts.Key)
            && job.Queue.Keys.ContainsKey(JobSpecCodec.Decode(job.Spec).Key!))
            return ControlOutcome.NotAllowed;
        state.Shift(job, JobCause.Revive, JobState.Ready, now.Utc, now.Utc, state.TakeOrder());
        return ControlOutcome.Done;
    }

    private static ControlOutcome Delete(LocalState state, LocalJob job)
    {
        if (!job.State.IsTerminal()) return ControlOutcome.NotAllowed;
        state.Remove(job);
        return ControlOutcome.Done;
    }

    private static ControlOutcome Hasten(LocalState state, Moment now, LocalJob job)
    {
        if (!JobLifecycle.Allows(job.State, JobCause.RunNow)) return ControlOutcome.NotAllowed;
        state.Shift(job, JobCause.RunNow, JobState.Ready, now.Utc, now.Utc, state.TakeOrder());
        return ControlOutcome.Done;
    }
}
