using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance;

/// <summary>The random steps with workflows: small graphs, what joins them, and what is done to a whole one.</summary>
public sealed partial class ModelRunner
{
    private const int MostFlows = 12;

    private static readonly string[] Groups = ["g", "outer/g"];
    private static readonly string[] Signals = ["go", "paid"];

    private readonly List<WorkflowDraft> _flows = [];

    private async Task EnqueueWorkflowAsync()
    {
        var draft = _random.Next(14) switch
        {
            > 9 => OfTick(),
            < 2 when _flows.Count > 0 => Pick(_flows),
            < 5 when _flows.Count > 0 => Joining(),
            _ => NewFlow(),
        };
        // An id that somebody else has by now is refused as a whole; that is not what this is about.
        if (draft is null || draft.Jobs.Any(IsTakenElsewhere)) return;
        _ids.AddRange(draft.Jobs.Select(j => j.Id));
        Trace($"workflow {Show(draft)}");
        _model.EnqueueWorkflow(draft, await _h.Store.EnqueueWorkflowAsync(draft, _h.Cancellation));
    }

    private bool IsTakenElsewhere(JobDraft step) =>
        _model.Find(step.Id) is { } found && found.Place?.Workflow != step.Spec.Workflow!.Workflow;

    /// <summary>What the job of a tick makes: mostly once, and while its attempt counts.</summary>
    private WorkflowDraft? OfTick()
    {
        var (wanted, isOnly, names, isStale) = (_random.NextInt64(), Chance(80), Chance(85), Chance(10));
        var owners = _model.Jobs.Where(j => j is { Place: null, Spec.Schedule: not null, Attempt: > 0 }).ToList();
        if (names) owners.RemoveAll(j => j.State != JobState.Running);
        if (owners.Count == 0) return null;
        var owner = owners.MinBy(j => (ulong)(BitConverter.ToInt64(j.Id.Value.ToByteArray()) ^ wanted))!;
        var id = new WorkflowId(owner.Id.Value);
        var draft = NewFlow(id) with
        {
            Schedule = owner.Spec.Schedule, Tick = owner.Spec.Tick,
            // Steps of the same name would be refused; what joins a stored one is drawn elsewhere.
            CreateOnly = isOnly || _model.Workflows.Any(w => w.Id == id),
            Parent = names ? new AttemptToken(owner.Id, owner.Attempt - (isStale ? 1 : 0)) : null,
        };
        _flows.RemoveAt(_flows.Count - 1);
        if (draft.CreateOnly) _flows.Add(draft);
        return draft;
    }

    private WorkflowDraft NewFlow(WorkflowId? wanted = null)
    {
        var id = wanted ?? new WorkflowId(NewId().Value);
        var (count, jobs) = (_random.Next(1, 8), new List<JobDraft>());
        for (var i = 0; i < count; i++) jobs.Add(Step(id, $"{i}", jobs.ConvertAll(j => j.Id), Groups));
        // A nested one: its first steps wait for one outside, and a join gathers it.
        if (Chance(25))
        {
            var (outer, inner) = (jobs[^1].Id, new List<JobDraft>());
            for (var i = _random.Next(1, 4); i > 0; i--)
            {
                var step = Step(id, $"in/{i}", inner.ConvertAll(j => j.Id), Groups);
                inner.Add(step.Spec.Workflow!.Parents.Count > 0 ? step : After(step, [new JobParent(outer)]));
            }

            jobs.AddRange(inner);
            var join = Step(id, "in", [], []);
            jobs.Add(After(join, [.. inner.Select(j => new JobParent(j.Id, ParentCondition.Gathered))]));
        }

        var draft = new WorkflowDraft(id, jobs)
        {
            Name = Chance(50) ? "flow" : null,
            Groups = Groups.ToDictionary(g => g, _ => _random.Next(1, 3)),
            Retention = Chance(70) ? Span(20, 300) : null,
        };
        _flows.Add(draft);
        if (_flows.Count > MostFlows) _flows.RemoveAt(0);
        return draft;
    }

    /// <summary>New steps of a stored workflow.</summary>
    private WorkflowDraft? Joining()
    {
        var id = PickFlow();
        var (count, jobs) = (_random.Next(1, 4), new List<JobDraft>());
        var parents = _model.Jobs.Where(j => j.Place?.Workflow == id).Select(j => j.Id).ToList();
        if (parents.Count == 0) return null;
        // Of a draft that met a stored workflow nothing may be there, and its names may be others' by now.
        var first = Chance(30) ? _flows.Find(f => f.Id == id)?.Jobs[0] : null;
        List<JobDraft> again = first is not null && parents.Contains(first.Id) ? [first] : [];
        for (var i = 0; i < count; i++)
        {
            var step = Step(id, $"more {NewId().ToString()[..8]}", [.. parents.Take(6), .. jobs.Select(j => j.Id)], ["late"]);
            jobs.Add(Chance(20) ? step with { Parent = Token() } : step);
        }

        return new WorkflowDraft(id, [.. again, .. jobs])
        {
            Groups = Groups.Append("late").ToDictionary(g => g, _ => _random.Next(1, 3)),
        };
    }

    private JobDraft Step(WorkflowId flow, string name, List<JobId> before, string[] groups)
    {
        var place = new WorkflowPlace(flow, name)
        {
            Parents = [.. before.Where(_ => Chance(35)).Select(j => new JobParent(j, Condition()))],
            Signals = Chance(12) ? [Pick(Signals)] : [],
            Group = groups.Length > 0 && Chance(35) ? Pick(groups) : null,
            OnFailure = Chance(15) ? StepFailure.CancelRest : StepFailure.SkipDependents,
        };
        var spec = new JobSpec
        {
            Handler = Chance(80) ? "work" : "play", Queue = QueueOf(flow, Pick(Queues)), Priority = Pick<byte>([5, 5, 9]),
            LimitKey = Chance(20) ? Pick(["t1", "t2", "t3"]) : null,
            Deadline = Chance(8) ? _h.Now + Span(1, 90) : null,
            Node = Chance(8) ? Pick(Nodes) : null,
            Tags = Chance(10) ? ["red"] : [],
            Retry = Chance(30)
                ? RetryPolicy.Growing(Backoff.Fixed, _random.Next(1, 5), TimeSpan.FromSeconds(1))
                : RetryPolicy.None,
            Workflow = place,
        };
        var draft = new JobDraft(NewId(), spec);
        return _random.Next(10) switch
        {
            < 2 => draft with { Delay = Wait() },
            2 => draft with { RunAt = _h.Now + Wait() },
            _ => draft,
        };
    }

    private static JobDraft After(JobDraft step, IReadOnlyList<JobParent> parents) =>
        step with { Spec = step.Spec with { Workflow = step.Spec.Workflow! with { Parents = parents } } };

    private ParentCondition Condition() => _random.Next(10) switch
    {
        < 5 => ParentCondition.Succeeded,
        < 7 => ParentCondition.Failed,
        < 9 => ParentCondition.Ended,
        _ => ParentCondition.Gathered,
    };

    private async Task ControlWorkflowAsync()
    {
        var action = _random.Next(20) switch
        {
            < 3 => WorkflowAction.Cancel,
            < 9 => WorkflowAction.Retry,
            < 12 => WorkflowAction.Restart,
            < 18 => WorkflowAction.Signal,
            _ => WorkflowAction.Delete,
        };
        var request = new WorkflowControl(PickFlow(), action)
        {
            Signal = action == WorkflowAction.Signal ? Pick(Signals) : null,
            Payload = Encoding.UTF8.GetBytes($"{_trace.Count}"),
        };
        Trace($"{action} {request.Signal} workflow {Show(request.Workflow)}");
        _model.Control(request, await _h.Store.ControlWorkflowAsync(request, _h.Cancellation));
    }

    /// <summary>Mostly one that is stored; picked by what it is, as jobs are.</summary>
    private WorkflowId PickFlow()
    {
        var (unknown, wantsUnknown) = (NewId(), Chance(5));
        var stored = _model.Workflows.Take(MostFlows).Select(w => new JobId(w.Id.Value)).ToList();
        var picked = stored.Count > 0 ? PickJob(stored) : unknown;
        return new WorkflowId((wantsUnknown ? unknown : picked).Value);
    }

    private static string Show(WorkflowId id) => Show(new JobId(id.Value));

    private static string Show(WorkflowDraft draft) =>
        $"{Show(draft.Id)} of {draft.Schedule} by {draft.Parent?.Attempt} only {draft.CreateOnly} groups "
        + $"{string.Join(' ', draft.Groups.Select(g => $"{g.Key}:{g.Value}"))}: "
        + string.Join("; ", draft.Jobs.Select(ShowStep));

    private static string ShowStep(JobDraft step)
    {
        var place = step.Spec.Workflow!;
        var parents = place.Parents.Select(p => $"{Show(p.Job)} {p.When}");
        return $"{Show(step.Id)} '{place.Step}' in {step.Spec.Queue} after [{string.Join(", ", parents)}] "
            + $"signals [{string.Join(' ', place.Signals)}] group {place.Group ?? "-"} {place.OnFailure} "
            + $"delay {step.Delay?.ToString() ?? "-"} at {step.RunAt:HH:mm:ss.fff} by {step.Spec.Deadline:HH:mm:ss.fff}";
    }
}
