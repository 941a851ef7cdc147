using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>What the end of one job of a workflow means for the others.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>Jobs whose end has not been followed yet: one end after another.</summary>
    private readonly Queue<ModelJob> _endedSteps = new();

    private readonly List<JobId> _skipped = [];
    private readonly List<JobId> _stopping = [];
    private readonly List<WorkflowId> _finished = [];
    private bool _resolving;

    /// <summary>Compares what an engine says that a change did in workflows, and forgets it here.</summary>
    private void JudgeEffects(WorkflowEffects? effects, string what)
    {
        var (ended, stopping, finished) = TakeEffects();
        Expect.Sequence(ended.Order(), (effects?.Ended ?? []).Order(), $"the jobs that ended with {what}");
        Expect.Sequence(stopping.Order(), (effects?.Stopping ?? []).Order(), $"the jobs that were told to stop with {what}");
        Expect.Sequence(
            finished.OrderBy(w => w.Value), (effects?.Finished ?? []).OrderBy(w => w.Value),
            $"the workflows that ended with {what}");
    }

    private (List<JobId> Ended, List<JobId> Stopping, List<WorkflowId> Finished) TakeEffects()
    {
        var taken = (_skipped.ToList(), _stopping.ToList(), _finished.ToList());
        _skipped.Clear();
        _stopping.Clear();
        _finished.Clear();
        return taken;
    }

    private ModelWorkflow FlowOf(ModelJob step) => _workflows[step.Place!.Workflow];

    private List<ModelJob> ChildrenOf(ModelJob step) =>
        [.. StepsOf(FlowOf(step)).Where(s => s.Place!.Parents.Any(p => p.Job == step.Id))];

    private static ParentCondition ConditionOf(ModelJob child, ModelJob parent) =>
        child.Place!.Parents.First(p => p.Job == parent.Id).When;

    private static bool HasFreePlace(ModelWorkflow flow, string? group) =>
        group is null || StepsOf(flow).Count(s => s.HasPlace && s.Place!.Group == group) < flow.Groups[group];

    /// <summary>Which parent keeps a step from ever going; null when none does.</summary>
    private ModelJob? WhyNever(ModelJob step)
    {
        var parents = step.Place!.Parents.Select(p => (Job: _jobs[p.Job], p.When)).ToList();
        if (parents.Find(p => p.When == ParentCondition.Succeeded && p.Job.State.IsTerminal()
            && p.Job.State != JobState.Succeeded) is { Job: { } missed })
            return missed;
        if (parents.Exists(p => !p.Job.State.IsTerminal())) return null;
        var failures = parents.Where(p => p.When == ParentCondition.Failed).ToList();
        return failures.Count == 0 || failures.Exists(p => p.Job.HasFailed) ? null : failures[^1].Job;
    }

    private bool HasAll(ModelJob step) =>
        step.Place!.Parents.All(p => _jobs[p.Job].State.IsTerminal() && !_endedSteps.Contains(_jobs[p.Job]))
        && step.Place.Signals.All(FlowOf(step).Signals.ContainsKey);

    /// <summary>Moves a blocked step if what it waits for has come, or can no longer come.</summary>
    private void Consider(ModelJob step)
    {
        if (step.State != JobState.Blocked) return;
        if (WhyNever(step) is { } cause) CancelStep(step, cause);
        else if (HasAll(step)) Release(step);
    }

    private void Release(ModelJob step)
    {
        if (!HasFreePlace(FlowOf(step), step.Place!.Group)) return;
        step.HasPlace = step.Place.Group is not null;
        var runAt = step.RunAt > Now + step.Place.Delay ? step.RunAt : Now + step.Place.Delay;
        if (runAt > Now) Schedule(step, runAt);
        else MakeReady(step, _commit);
    }

    /// <summary>Ends a step that does not run, and tells one that runs to stop.</summary>
    private void CancelStep(ModelJob step, ModelJob? cause)
    {
        if (step.State == JobState.Running && step.CancelRequested) return;
        step.EndedBy = cause ?? step.EndedBy;
        if (step.State == JobState.Running)
        {
            step.CancelRequested = true;
            _stopping.Add(step.Id);
            return;
        }

        _skipped.Add(step.Id);
        End(step, JobState.Cancelled);
    }

    private void CancelOpen(ModelWorkflow flow, List<ModelJob> steps) => Together(() =>
    {
        foreach (var step in steps.Where(s => !s.State.IsTerminal())) CancelStep(step, null);
    }, flow);

    private void AfterEnd(ModelJob step)
    {
        _endedSteps.Enqueue(step);
        if (!_resolving) Together(() => { }, FlowOf(step));
    }

    /// <summary>Makes changes, and only then follows the ends among them.</summary>
    private void Together(Action changes, ModelWorkflow flow)
    {
        _resolving = true;
        changes();
        while (_endedSteps.TryDequeue(out var step)) Resolve(step);
        _resolving = false;
        var steps = StepsOf(flow).ToList();
        if (flow.FinishedAt is not null || steps.Exists(s => !s.State.IsTerminal())) return;
        // The clock may have been stepped back since another one ended.
        flow.FinishedAt = steps.Max(s => s.FinishedAt);
        if (flow.FinishedAt < flow.CreatedAt) flow.FinishedAt = flow.CreatedAt;
        flow.State = Outcome(flow);
        _finished.Add(flow.Id);
        if (flow.Schedule is not null) FollowEndOfWork(flow);
    }

    private void Resolve(ModelJob step)
    {
        if (step.HasFailed && step.Place!.OnFailure == StepFailure.CancelRest) CancelRest(step);
        foreach (var child in ChildrenOf(step))
        {
            if (child.State != JobState.Blocked) continue;
            if (ConditionOf(child, step) == ParentCondition.Succeeded && step.State != JobState.Succeeded)
                CancelStep(child, step);
            else if (child.Place!.Parents.All(p => _jobs[p.Job].State.IsTerminal() && !_endedSteps.Contains(_jobs[p.Job])))
                Consider(child);
        }

        if (!step.HasPlace) return;
        step.HasPlace = false;
        foreach (var waiting in StepsOf(FlowOf(step)).Where(s => s.Place!.Group == step.Place!.Group))
            if (waiting.State == JobState.Blocked && WhyNever(waiting) is null && HasAll(waiting))
                Release(waiting);
    }

    /// <summary>Ends all but what waits for the failure, and what waits for that.</summary>
    private void CancelRest(ModelJob failed)
    {
        var spared = ChildrenOf(failed).Where(c => ConditionOf(c, failed) != ParentCondition.Succeeded).ToHashSet();
        for (var next = new Queue<ModelJob>(spared); next.TryDequeue(out var step);)
            foreach (var child in ChildrenOf(step))
                if (spared.Add(child))
                    next.Enqueue(child);
        foreach (var step in StepsOf(FlowOf(failed)).ToList())
            if (!step.State.IsTerminal() && !spared.Contains(step))
                CancelStep(step, failed);
    }

    private WorkflowState Outcome(ModelWorkflow flow)
    {
        var steps = StepsOf(flow).ToList();
        if (flow.CancelRequested) return WorkflowState.Cancelled;
        if (steps.Exists(s => s.HasFailed && !ChildrenOf(s).Exists(
            c => ConditionOf(c, s) is ParentCondition.Failed or ParentCondition.Gathered)))
            return WorkflowState.Failed;
        return steps.Exists(s => s.State == JobState.Cancelled && !s.WasSkipped)
            ? WorkflowState.Cancelled
            : WorkflowState.Succeeded;
    }

    /// <summary>Gives steps another life, and with them what was skipped or cancelled for them.</summary>
    private void Revive(ModelWorkflow flow, IEnumerable<ModelJob> first)
    {
        var steps = StepsOf(flow).ToList();
        var revived = first.ToHashSet();
        for (var next = new Queue<ModelJob>(revived); next.TryDequeue(out var step);)
            foreach (var other in steps)
                if (other.WasSkipped && (other.EndedBy == step || other.Place!.Parents.Any(p => p.Job == step.Id))
                    && revived.Add(other))
                    next.Enqueue(other);
        flow.CancelRequested = false;
        (flow.FinishedAt, flow.State) = (null, WorkflowState.Running);
        Together(() =>
        {
            foreach (var step in revived)
            {
                BeginAnew(step);
                (step.State, step.RunAt, step.EndedBy) = (JobState.Blocked, default, null);
            }

            foreach (var step in revived.OrderBy(s => s.Sequence)) Consider(step);
        }, flow);
    }

    /// <summary>Why a blocked job waits.</summary>
    private WaitReason ReasonOfBlocked(ModelJob job)
    {
        if (job.Place is not { } place) return WaitReason.EarlierRun;
        if (place.Parents.Any(p => !_jobs[p.Job].State.IsTerminal())) return WaitReason.Parents;
        return place.Signals.All(FlowOf(job).Signals.ContainsKey) ? WaitReason.GroupPlace : WaitReason.Signal;
    }
}
