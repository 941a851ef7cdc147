using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;
using Gnomon.Triggers;
using Parts = Gnomon.Codecs.JobSpecCodec.Parts;

namespace Gnomon.Local;

/// <summary>The workflows and broadcasts that ticks make. Each belongs to the job of its tick, whose id it has, and the two
/// are one run: cancelling the job cancels it, its end wakes the job, and the run lives until both have ended.</summary>
internal sealed partial class LocalState
{
    /// <summary>The workflow that belongs to a job, or null.</summary>
    public LocalWorkflow? WorkOf(LocalJob job) =>
        _workflows.Count > 0 && job is not LocalStep && JobSpecCodec.Has(job.Spec, Parts.Schedule)
        && FindWorkflow(new WorkflowId(job.Id.Value)) is { Schedule: { } schedule } work
        && JobSpecCodec.Decode(job.Spec).Schedule == schedule
            ? work
            : null;

    /// <summary>The workflow that belongs to a job and has not ended, or null.</summary>
    public LocalWorkflow? OpenWorkOf(LocalJob job) => WorkOf(job) is { FinishedAt: 0 } work ? work : null;

    /// <summary>Upper bound of the bytes that cancelling or terminating a workflow takes.</summary>
    public static long EndBytes(LocalWorkflow work) => EndBytes(work.Open);

    private static long EndBytes(int open) => 256L + (open * 2L * StepBytes);

    /// <summary>Cancels a workflow that has not ended.</summary>
    public void CancelWork(LocalWorkflow work, long now)
    {
        if (!work.CancelRequested) SetCancelled(work, true);
        CancelOpen(work, now);
    }

    /// <summary>Ends a workflow: the attempts of what runs no longer count.</summary>
    public void TerminateWork(LocalWorkflow work, long now, string error)
    {
        CancelWork(work, now);
        foreach (var step in work.Steps)
        {
            if (step.State != JobState.Running) continue;
            (_effects ??= new EffectsList()).Ended.Add(step.Id);
            Finish(
                step, AttemptOutcome.Cancelled, JobCause.Terminate, JobState.Cancelled, now, now, 0, error, null);
        }
    }

    /// <summary>The job that a workflow belongs to, or null.</summary>
    private LocalJob? OwnerOf(LocalWorkflow work) =>
        Find(new JobId(work.Id.Value)) is { } job && WorkOf(job) == work ? job : null;

    /// <summary>Whether a workflow stands for the run itself: its job has ended, or waits for other runs.</summary>
    private bool IsAlone(LocalWorkflow work) =>
        OwnerOf(work) is not { } owner || owner.State.IsTerminal() || owner.State == JobState.Blocked;

    /// <summary>A workflow that goes on without its job counts as a run of the schedule itself.</summary>
    public void KeepIfAlone(LocalWorkflow work)
    {
        if (work.Schedule is { } schedule && IsAlone(work)) RunsFor(schedule).Keep(work);
    }

    /// <summary>The job of a workflow that counts for itself runs again: the two are one run.</summary>
    public void Rejoin(LocalWorkflow work)
    {
        if (RunsOf(work.Schedule!) is not { } runs) return;
        runs.LetGo(work);
        if (runs.Count == 0) _runs.Remove(work.Schedule!);
    }

    /// <summary>Whether an ended workflow may go on: no way leads around a schedule that does not let two run at once.
    /// </summary>
    private bool MayReopen(LocalWorkflow work) =>
        work is not { Schedule: { } schedule, FinishedAt: not 0 }
        || !IsAlone(work)
        || RunsOf(schedule) is null
        || FindSchedule(schedule) is not { Definition.Overlap: not OverlapPolicy.Allow };

    /// <summary>The job that a workflow may belong to has ended.</summary>
    private void FollowEndOfOwner(LocalJob job, string schedule, long now)
    {
        if (OpenWorkOf(job) is not { } work) return;
        RunsFor(schedule).Keep(work);
        if (job.State == JobState.Cancelled) CancelWork(work, now);
    }

    /// <summary>A workflow of a tick has ended: its job is woken, or cancelled with it.</summary>
    private void FollowEndOfWork(LocalWorkflow work, long now)
    {
        var (schedule, effects) = (work.Schedule!, _effects!);
        Rejoin(work);
        if (OwnerOf(work) is { } owner && !owner.State.IsTerminal())
        {
            if (work.State != WorkflowState.Cancelled)
            {
                if (owner.State == JobState.Scheduled) Wake(owner, now);
                effects.Released |= owner.State == JobState.Ready;
            }
            else if (owner.State != JobState.Running)
            {
                effects.Ended.Add(owner.Id);
                Shift(owner, JobCause.Cancel, JobState.Cancelled, now, owner.RunAt, 0);
                effects.Released = true;
            }
            else if (!owner.CancelRequested)
            {
                RequestCancel(owner);
                effects.Stopping.Add(owner.Id);
            }
        }

        effects.Released |= LetNextRun(schedule, now);
    }

    /// <summary>Lets a job that was put off run now.</summary>
    public void Wake(LocalJob job, long now) =>
        Shift(job, JobCause.RunNow, JobState.Ready, now, now, TakeOrder());
}
