using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>How jobs are changed from outside.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>Jobs up to this one have been accepted.</summary>
    public long LastAccepted => _sequence;

    public List<ControlResult> Control(ControlRequest request)
    {
        var sequence = ++_sequence;
        return [.. request.Jobs.Select(id =>
        {
            var job = Find(id);
            if (job is null) return new ControlResult(id, ControlOutcome.NotFound, default);
            var outcome = Control(job, request, sequence);
            return new ControlResult(id, outcome, job.State);
        })];
    }

    /// <summary>Judges one step by filter: it changes what the filter accepts, oldest first and without gaps.</summary>
    /// <param name="request">The step.</param>
    /// <param name="after">Where it goes on: behind this job.</param>
    /// <param name="end">The last job that was there at the first step.</param>
    /// <param name="answer">What the engine did.</param>
    /// <returns>The last job that the step changed.</returns>
    public long ControlByFilter(ControlRequest request, long after, long end, ControlAnswer answer)
    {
        var open = _jobs.Values
            .Where(j => j.Sequence > after && j.Sequence <= end && Accepts(request.Filter!, j))
            .Where(j => IsPossible(request.Action, j.State))
            .OrderBy(j => j.Sequence)
            .ToList();
        if (answer.Next is null) Expect.Equal(open.Count, answer.Results.Count, "the number of changes in the last step");
        Expect.That(answer.Results.Count <= request.Max, $"at most {request.Max} changes in a step");
        var changed = open.Take(answer.Results.Count).ToList();
        var sequence = ++_sequence;
        Expect.Sequence(
            changed.Select(j => (j.Id, Control(j, request, sequence))),
            answer.Results.Select(r => (r.Job, r.Outcome)), "the changes by filter");
        return changed.Count > 0 ? changed[^1].Sequence : after;
    }

    private static bool Accepts(JobFilter filter, ModelJob job) =>
        (filter.State ?? job.State) == job.State
        && (filter.Queue ?? job.Spec.Queue) == job.Spec.Queue
        && (filter.Handler ?? job.Spec.Handler) == job.Spec.Handler
        && (filter.Tag is null || job.Spec.Tags.Contains(filter.Tag))
        && (filter.Schedule is null || filter.Schedule == job.Spec.Schedule);

    private static bool IsPossible(ControlAction action, JobState state) => action switch
    {
        ControlAction.Cancel or ControlAction.Terminate or ControlAction.ChangePriority => !state.IsTerminal(),
        ControlAction.RunNow => state == JobState.Scheduled,
        _ => state.IsTerminal(),
    };

    private ControlOutcome Control(ModelJob job, ControlRequest request, long sequence)
    {
        switch (request.Action)
        {
            case ControlAction.Cancel when job.State == JobState.Running:
                job.CancelRequested = true;
                return ControlOutcome.Requested;
            case ControlAction.Terminate when job.State == JobState.Running:
                job.Error = $"attempt {job.Attempt} was terminated";
                EndAttempt(job, AttemptOutcome.Cancelled, job.Error);
                End(job, JobState.Cancelled);
                job.CancelRequested = false;
                return ControlOutcome.Done;
            case ControlAction.Cancel or ControlAction.Terminate when job.IsWaiting:
                End(job, JobState.Cancelled);
                return ControlOutcome.Done;
            case ControlAction.Retry when job.State.IsTerminal() && KeyHolder(job.Spec, job) is null:
                Revive(job, sequence);
                return ControlOutcome.Done;
            case ControlAction.Delete when job.State.IsTerminal():
                _jobs.Remove(job.Id);
                return ControlOutcome.Done;
            case ControlAction.RunNow when job.State == JobState.Scheduled:
                MakeReady(job, sequence);
                return ControlOutcome.Done;
            case ControlAction.ChangePriority when !job.State.IsTerminal():
                job.Spec = job.Spec with { Priority = request.Priority };
                return ControlOutcome.Done;
            default:
                return ControlOutcome.NotAllowed;
        }
    }

    private void Revive(ModelJob job, long sequence)
    {
        MakeReady(job, sequence);
        job.Failures = 0;
        job.Spent = 0;
        job.Result = "";
        job.Error = null;
        job.FinishedAt = null;
    }
}
