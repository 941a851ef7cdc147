using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>What follows from the end of a job for those that wait for it. It is worked off from a queue, since what is
/// skipped ends too, and a chain may be as long as a workflow.</summary>
internal sealed partial class LocalState
{
    private readonly Queue<LocalStep> _endedSteps = new();
    private EffectsList? _effects;
    private bool _resolving;

    /// <summary>What has happened in workflows, and to schedules whose runs fail, since this was last asked; null for nothing.</summary>
    public WorkflowEffects? TakeEffects()
    {
        var effects = _effects?.Describe();
        _effects = null;
        return effects;
    }

    /// <summary>Makes ready what should have been when the store was opened.</summary>
    public void ReleaseStranded(long now)
    {
        if (_stranded is null) return;
        foreach (var step in _stranded) Consider(step, now);
        _stranded = null;
    }

    /// <summary>Moves a blocked job if what it waits for has come, or can no longer come.</summary>
    public void Consider(LocalStep step, long now)
    {
        if (step.State != JobState.Blocked) return;
        var verdict = step.Judge(out var reason);
        if (verdict == StepVerdict.Go) Release(step, now);
        else if (verdict == StepVerdict.Skip) Skip(step, reason!, now);
    }

    /// <summary>Cancels a job that does not run; tells one that runs to stop.</summary>
    /// <param name="step">A job that has not ended.</param>
    /// <param name="cause">The step for whose end that is, or null.</param>
    /// <param name="now">When, in UTC ticks.</param>
    public void CancelStep(LocalStep step, LocalStep? cause, long now)
    {
        var effects = _effects ??= new EffectsList();
        if (step.State == JobState.Running)
        {
            if (step.CancelRequested) return;
            if (cause is not null) SetEndedBy(step, cause.Sequence);
            RequestCancel(step);
            effects.Stopping.Add(step.Id);
            return;
        }

        effects.Ended.Add(step.Id);
        if (cause is not null) SetEndedBy(step, cause.Sequence);
        var why = cause is not null && step.State == JobState.Blocked ? JobCause.Skip : JobCause.Cancel;
        Shift(step, why, JobState.Cancelled, now, step.RunAt, 0);
    }

    /// <summary>Cancels all that has not ended; what waits for an end waits no more.</summary>
    public void CancelOpen(LocalWorkflow workflow, long now)
    {
        _resolving = true;
        foreach (var step in workflow.Steps)
            if (!step.State.IsTerminal())
                CancelStep(step, null, now);
        _resolving = false;
        ResolveEnded(now);
        FinishIfDone(workflow, now);
    }

    /// <summary>Ends the time during which nodes may join a broadcast.</summary>
    public void CloseBroadcast(LocalWorkflow workflow, long now)
    {
        Broadcasts.Remove(workflow);
        FinishIfDone(workflow, now);
    }

    /// <summary>Lets a workflow that has ended go on.</summary>
    public void Reopen(LocalWorkflow workflow)
    {
        if (workflow.FinishedAt == 0) return;
        EndedWorkflows.Remove(workflow);
        workflow.FinishedAt = 0;
        workflow.State = WorkflowState.Running;
    }

    /// <summary>Whether nodes may still join a broadcast, so that it is open without jobs.</summary>
    private bool AwaitsJoiners(LocalWorkflow workflow) =>
        workflow.Broadcast?.Until is not null && workflow is { HeapIndex: >= 0, FinishedAt: 0 };

    /// <summary>Makes a job ready, or scheduled if it has a delay; without a place in its group it stays.</summary>
    private void Release(LocalStep step, long now)
    {
        if (PlacesOf(step) is { } group && !step.HasPlace)
        {
            if (!group.HasPlace)
            {
                group.Waiting.Enqueue(step, step.Sequence);
                return;
            }

            TakePlace(step);
        }

        var effects = _effects ??= new EffectsList();
        var runAt = Math.Max(step.RunAt, Instants.Add(now, new TimeSpan(step.Delay)));
        if (runAt > now)
        {
            effects.NextDue = Math.Min(effects.NextDue, runAt);
            Shift(step, JobCause.Unblock, JobState.Scheduled, now, runAt, 0);
        }
        else
        {
            effects.Released = true;
            Shift(step, JobCause.Unblock, JobState.Ready, now, now, TakeOrder());
        }
    }

    private void Skip(LocalStep step, LocalStep cause, long now)
    {
        (_effects ??= new EffectsList()).Ended.Add(step.Id);
        SetEndedBy(step, cause.Sequence);
        Shift(step, JobCause.Skip, JobState.Cancelled, now, step.RunAt, 0);
    }

    /// <summary>Takes note that a job of a workflow has ended.</summary>
    private void AfterEnd(LocalStep step, long now)
    {
        _endedSteps.Enqueue(step);
        if (!_resolving) ResolveEnded(now);
    }

    private void ResolveEnded(long now)
    {
        _resolving = true;
        while (_endedSteps.TryDequeue(out var step))
        {
            Resolve(step, now);
            FinishIfDone(step.Workflow, now);
        }

        _resolving = false;
    }

    private void Resolve(LocalStep step, long now)
    {
        if (step is { HasFailed: true, OnFailure: StepFailure.CancelRest }) CancelRest(step, now);
        foreach (var (child, when) in step.Children)
        {
            if (child.State != JobState.Blocked) continue;
            child.OpenParents--;
            if (when == ParentCondition.Succeeded && step.State != JobState.Succeeded) Skip(child, step, now);
            else if (child.OpenParents == 0) Consider(child, now);
        }

        if (!step.HasPlace) return;
        step.HasPlace = false;
        var group = PlacesOf(step)!;
        group.Used--;
        while (group.HasPlace && group.Waiting.TryDequeue(out var next, out _))
            if (next is { State: JobState.Blocked, HasPlace: false })
                Consider(next, now);
    }

    /// <summary>Ends all that has not ended, but for what waits for the failure, and what waits for that.</summary>
    private void CancelRest(LocalStep failed, long now)
    {
        var spared = new HashSet<LocalStep>();
        var next = new Queue<LocalStep>();
        foreach (var (child, when) in failed.Children)
            if (when != ParentCondition.Succeeded && spared.Add(child))
                next.Enqueue(child);
        while (next.TryDequeue(out var step))
            foreach (var (child, _) in step.Children)
                if (spared.Add(child))
                    next.Enqueue(child);
        foreach (var step in failed.Workflow.Steps)
            if (!step.State.IsTerminal() && !spared.Contains(step))
                CancelStep(step, failed, now);
    }

    private void FinishIfDone(LocalWorkflow workflow, long now)
    {
        if (workflow.Open > 0 || workflow.FinishedAt != 0 || _endedSteps.Count > 0) return;
        if (AwaitsJoiners(workflow))
        {
            if (!workflow.CancelRequested) return;
            Broadcasts.Remove(workflow);
        }

        workflow.FinishedAt = now;
        Arm(workflow);
        (_effects ??= new EffectsList()).Finished.Add(workflow.Id);
    }
}
