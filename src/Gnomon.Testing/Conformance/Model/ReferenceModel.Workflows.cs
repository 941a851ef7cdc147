using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>Workflows as a whole: how they come in, and what is done to all of one.</summary>
internal sealed partial class ReferenceModel
{
    private readonly Dictionary<WorkflowId, ModelWorkflow> _workflows = [];

    /// <summary>All workflows, newest first.</summary>
    public IEnumerable<ModelWorkflow> Workflows => _workflows.Values.OrderByDescending(w => w.Sequence);

    /// <summary>The jobs of a workflow, oldest first.</summary>
    public static IEnumerable<ModelJob> StepsOf(ModelWorkflow flow) => flow.Steps;

    public void EnqueueWorkflow(WorkflowDraft draft, WorkflowAnswer answer)
    {
        var (outcome, jobs) = Accept(draft);
        Expect.Equal(outcome, answer.Outcome, $"the outcome of workflow {draft.Id}");
        Expect.Sequence(jobs, answer.Jobs, $"the answers for the jobs of workflow {draft.Id}");
        JudgeEffects(answer.Effects, $"storing workflow {draft.Id}");
    }

    public void Control(WorkflowControl request, WorkflowControlAnswer answer)
    {
        _commit = ++_sequence;
        var outcome = _workflows.TryGetValue(request.Workflow, out var flow)
            ? Control(flow, request)
            : ControlOutcome.NotFound;
        Expect.Equal(outcome, answer.Outcome, $"the outcome of {request.Action}");
        JudgeEffects(answer.Effects, $"{request.Action} of workflow {request.Workflow}");
    }

    public void CompareWorkflows(IReadOnlyList<WorkflowInfo> listed, WorkflowState? state)
    {
        var wanted = Workflows.Where(w => (state ?? w.State) == w.State).Select(w => w.Id);
        Expect.Sequence(
            isTogether ? wanted : wanted.OrderBy(id => id.Value),
            isTogether ? listed.Select(w => w.Id) : listed.Select(w => w.Id).OrderBy(id => id.Value),
            "the listed workflows, newest first");
        foreach (var actual in listed)
        {
            var flow = _workflows[actual.Id];
            Expect.Equal(
                (flow.State, flow.Name, flow.CreatedAt, flow.FinishedAt, flow.CancelRequested),
                (actual.State, actual.Name, actual.CreatedAt, actual.FinishedAt, actual.CancelRequested),
                $"state, name, created, finished and cancel request of workflow {flow.Id}");
            Expect.Sequence(
                StepsOf(flow).GroupBy(j => j.State).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())),
                actual.Jobs.OrderBy(j => j.Key).Select(j => (j.Key, j.Value)), $"the counts of workflow {flow.Id}");
            Expect.Sequence(
                flow.Groups.OrderBy(g => g.Key, StringComparer.Ordinal),
                actual.Groups.OrderBy(g => g.Key, StringComparer.Ordinal), $"the groups of workflow {flow.Id}");
            Expect.Sequence(
                flow.Signals.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value)),
                actual.Signals.OrderBy(s => s.Key, StringComparer.Ordinal)
                    .Select(s => (s.Key, Encoding.UTF8.GetString(s.Value.Span))), $"the signals of workflow {flow.Id}");
        }
    }

    private (WorkflowOutcome Outcome, List<EnqueueResult> Jobs) Accept(WorkflowDraft draft)
    {
        var flow = _workflows.GetValueOrDefault(draft.Id);
        if (draft.Parent is { } parent && Find(parent.Job)?.Holds(parent) != true)
            return (
                WorkflowOutcome.Refused, [.. draft.Jobs.Select(j => new EnqueueResult(j.Id, EnqueueOutcome.StaleAttempt))]);
        if (flow is not null && draft.CreateOnly) return (WorkflowOutcome.SameId, Answer(EnqueueOutcome.Withheld));
        if (flow is { CancelRequested: true } or { FinishedAt: not null })
            return (WorkflowOutcome.HasEnded, Answer(EnqueueOutcome.Withheld));
        if (draft.Jobs.Any(IsStale))
            return (
                WorkflowOutcome.Refused,
                [
                    .. Answer(EnqueueOutcome.Withheld).Select((known, i) =>
                        IsStale(draft.Jobs[i]) ? new EnqueueResult(known.Job, EnqueueOutcome.StaleAttempt) : known),
                ]);
        var results = Answer(EnqueueOutcome.Created);
        var outcome = flow is null ? WorkflowOutcome.Created : WorkflowOutcome.SameId;
        if (flow is null) _workflows.Add(draft.Id, flow = new ModelWorkflow(draft, ++_sequence, Now));
        foreach (var (name, places) in draft.Groups) flow.Groups.TryAdd(name, places);
        var added = draft.Jobs.Where(j => !_jobs.ContainsKey(j.Id)).Select(j => AddStep(flow, j)).ToList();
        _commit = ++_sequence;
        foreach (var step in added) Consider(step);
        return (outcome, results);

        List<EnqueueResult> Answer(EnqueueOutcome ofNew) =>
            [.. draft.Jobs.Select(j => new EnqueueResult(
                j.Id, _jobs.ContainsKey(j.Id) ? EnqueueOutcome.SameId : ofNew))];
    }

    private bool IsStale(JobDraft draft) => draft.Parent is { } parent && Find(parent.Job)?.Holds(parent) != true;

    /// <summary>A job that waits for nothing goes at once.</summary>
    private ModelJob AddStep(ModelWorkflow flow, JobDraft draft)
    {
        var place = draft.Spec.Workflow! with { Delay = draft.Delay ?? TimeSpan.Zero };
        var isFree = place is { Parents.Count: 0, Signals.Count: 0 } && HasFreePlace(flow, place.Group);
        var step = Add(
            draft with { Spec = draft.Spec with { Workflow = place }, Delay = isFree ? draft.Delay : null }, !isFree);
        if (!isFree) step.RunAt = draft.RunAt > Now ? draft.RunAt.Value : default;
        step.HasPlace = isFree && place.Group is not null;
        flow.Steps.Add(step);
        return step;
    }

    private ControlOutcome Control(ModelWorkflow flow, WorkflowControl request)
    {
        var steps = StepsOf(flow).ToList();
        switch (request.Action)
        {
            case WorkflowAction.Cancel when flow.FinishedAt is null:
                CancelWork(flow);
                return steps.Exists(s => !s.State.IsTerminal()) ? ControlOutcome.Requested : ControlOutcome.Done;
            case WorkflowAction.Retry:
                var isStopping = flow.CancelRequested && steps.Exists(s => !s.State.IsTerminal());
                var failed = steps.Where(
                    s => s.HasFailed || s is { State: JobState.Cancelled, WasSkipped: false }).ToList();
                if (isStopping || failed.Count == 0 || !MayReopen(flow)) return ControlOutcome.NotAllowed;
                Revive(flow, failed);
                return ControlOutcome.Done;
            case WorkflowAction.Restart when flow.FinishedAt is not null && MayReopen(flow):
                flow.Signals.Clear();
                Revive(flow, steps);
                return ControlOutcome.Done;
            case WorkflowAction.Signal when flow.FinishedAt is null:
                if (!flow.Signals.TryAdd(request.Signal!, Encoding.UTF8.GetString(request.Payload.Span)))
                    return ControlOutcome.Done;
                foreach (var step in steps.Where(s => s.Place!.Signals.Contains(request.Signal!))) Consider(step);
                return ControlOutcome.Done;
            case WorkflowAction.Delete when flow.FinishedAt is not null:
                foreach (var step in steps) _jobs.Remove(step.Id);
                _workflows.Remove(flow.Id);
                return ControlOutcome.Done;
            default:
                return ControlOutcome.NotAllowed;
        }
    }
}
