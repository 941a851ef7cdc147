using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>How jobs are changed from outside.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>Jobs up to this one have been accepted.</summary>
    public long LastAccepted => _sequence;

    /// <summary>Judges changes by id, one by one.</summary>
    public void Control(ControlRequest request, ControlAnswer answer)
    {
        _commit = ++_sequence;
        Expect.Sequence(request.Jobs, answer.Results.Select(r => r.Job), "the jobs that are answered");
        foreach (var result in answer.Results)
        {
            var job = Find(result.Job);
            var outcome = job is null ? ControlOutcome.NotFound : Control(job, request);
            Expect.Equal(outcome, result.Outcome, $"the outcome for job {result.Job}");
            JudgeEffects(result.Effects, $"{request.Action} of job {result.Job}");
            if (job is null || request.Action == ControlAction.Delete) continue;
            Expect.Equal(job.State, result.State, $"the state answered for job {job.Id}");
        }
    }

    /// <summary>Judges one step by filter: it changes what the filter accepts, oldest first and without gaps.</summary>
    /// <param name="request">The step.</param>
    /// <param name="after">Where it goes on: behind this job.</param>
    /// <param name="end">The last job that was there at the first step.</param>
    /// <param name="answer">What the engine did.</param>
    /// <returns>The last job that the step changed.</returns>
    public long ControlByFilter(ControlRequest request, long after, long end, ControlAnswer answer)
    {
        Expect.That(answer.Results.Count <= request.Max, $"at most {request.Max} changes in a step");
        _commit = ++_sequence;
        var changed = new List<(JobId, ControlOutcome)>();
        // One after another: what is done to a job may change whether the next one is concerned.
        foreach (var job in _jobs.Values.Where(j => j.Sequence > after && j.Sequence <= end).OrderBy(j => j.Sequence).ToList())
        {
            if (answer.Next is not null && changed.Count == answer.Results.Count) break;
            if (!Accepts(request.Filter!, job) || !IsPossible(request, job)) continue;
            changed.Add((job.Id, Control(job, request)));
            if (changed.Count <= answer.Results.Count)
                JudgeEffects(answer.Results[changed.Count - 1].Effects, $"{request.Action} of job {job.Id}");
            after = job.Sequence;
        }

        Expect.Sequence(changed, answer.Results.Select(r => (r.Job, r.Outcome)), "the changes by filter");
        return after;
    }

    private static bool Accepts(JobFilter filter, ModelJob job) =>
        (filter.State ?? job.State) == job.State
        && (filter.Queue ?? job.Spec.Queue) == job.Spec.Queue
        && (filter.Handler ?? job.Spec.Handler) == job.Spec.Handler
        && (filter.Node is null || filter.Node == job.Spec.Node)
        && (filter.Tag is null || job.Spec.Tags.Contains(filter.Tag))
        && (filter.Workflow is null || filter.Workflow == job.Place?.Workflow)
        && (filter.Schedule is null || filter.Schedule == job.Spec.Schedule);

    private static bool IsPossible(ControlRequest request, ModelJob job) => IsPossible(request.Action, job.State)
        && (request.PinnedTo is null || request.PinnedTo == job.Spec.Node);

    private static bool IsPossible(ControlAction action, JobState state) => action switch
    {
        ControlAction.Cancel or ControlAction.Terminate or ControlAction.ChangePriority => !state.IsTerminal(),
        ControlAction.Pin or ControlAction.Expire => !state.IsTerminal() && state != JobState.Running,
        ControlAction.RunNow => state == JobState.Scheduled,
        _ => state.IsTerminal(),
    };

    private ControlOutcome Control(ModelJob job, ControlRequest request)
    {
        if (!IsPossible(request, job)) return ControlOutcome.NotAllowed;
        switch (request.Action)
        {
            case ControlAction.Cancel when job.State == JobState.Running:
                job.CancelRequested = true;
                if (OpenWorkOf(job) is { } work) CancelWork(work);
                return ControlOutcome.Requested;
            case ControlAction.Cancel when job.IsHeldByNobody:
                End(job, JobState.Cancelled);
                return ControlOutcome.Done;
            case ControlAction.Terminate when !job.State.IsTerminal():
                if (job.State == JobState.Running) Terminate(job);
                else End(job, JobState.Cancelled);
                if (OpenWorkOf(job) is { } left) TerminateWork(left, $"job {job.Id} was terminated");
                return ControlOutcome.Done;
            case ControlAction.Retry when job.Place is not null:
                return ReviveStep(job);
            case ControlAction.Retry when job.State.IsTerminal() && KeyHolder(job.Spec, job) is null:
                Revive(job);
                return ControlOutcome.Done;
            case ControlAction.Delete when job.State.IsTerminal() && job.Place is null:
                _jobs.Remove(job.Id);
                return ControlOutcome.Done;
            case ControlAction.RunNow when job.State == JobState.Scheduled:
                MakeReady(job, _commit);
                return ControlOutcome.Done;
            case ControlAction.ChangePriority when !job.State.IsTerminal():
                job.Spec = job.Spec with { Priority = request.Priority };
                return ControlOutcome.Done;
            case ControlAction.Pin:
                job.Spec = job.Spec with { Node = request.Node };
                return ControlOutcome.Done;
            case ControlAction.Expire:
                job.Error = request.Reason;
                End(job, JobState.Expired);
                return ControlOutcome.Done;
            default:
                return ControlOutcome.NotAllowed;
        }
    }

    /// <summary>A step waits again for what it waited for. What can no longer come has to be revived instead.</summary>
    private ControlOutcome ReviveStep(ModelJob step)
    {
        var flow = FlowOf(step);
        if ((flow.CancelRequested && StepsOf(flow).Any(s => !s.State.IsTerminal())) || WhyNever(step) is not null
            || !MayReopen(flow))
            return ControlOutcome.NotAllowed;
        Revive(flow, [step]);
        return ControlOutcome.Done;
    }

    private void Revive(ModelJob job)
    {
        // No way leads around a schedule that does not let two of its jobs run at once.
        // Its own workflow is the same run.
        var waits = job.Spec.Schedule is { } schedule && IsBusy(schedule, OpenWorkOf(job) is null ? 0 : 1);
        BeginAnew(job);
        if (waits) (job.State, job.RunAt) = (JobState.Blocked, default);
        else MakeReady(job, _commit);
    }

    private static void BeginAnew(ModelJob job)
    {
        job.Failures = 0;
        job.Spent = 0;
        job.Snoozes = 0;
        job.Result = "";
        job.Error = null;
        job.FinishedAt = null;
        job.CancelRequested = false;
    }
}
