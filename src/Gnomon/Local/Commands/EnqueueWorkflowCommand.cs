using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Accepts a workflow, or what it lacks of its jobs, whole or not at all. Checking and encoding is done by the
/// caller's thread, in the constructor.</summary>
internal sealed class EnqueueWorkflowCommand : AnsweredCommand<WorkflowAnswer>
{
    private readonly WorkflowDraft _draft;
    private readonly byte[][] _specs;
    private readonly Dictionary<JobId, string> _steps = [];
    private readonly long _bytes;

    /// <exception cref="InvalidJobException">The workflow breaks a rule.</exception>
    public EnqueueWorkflowCommand(WorkflowDraft draft)
    {
        WorkflowRules.Check(draft);
        _draft = draft;
        _specs = new byte[draft.Jobs.Count][];
        for (var i = 0; i < _specs.Length; i++)
        {
            var job = draft.Jobs[i];
            var place = job.Spec.Workflow! with { Delay = job.Delay ?? TimeSpan.Zero };
            _specs[i] = JobSpecCodec.Encode(
                job.Spec with { Workflow = place, Parent = job.Parent?.Job ?? job.Spec.Parent });
            _bytes += _specs[i].Length + EnqueueCommand.PutOverhead;
            _steps.Add(job.Id, place.Step);
        }

        if (_bytes > JobLimits.MaxBatchBytes)
            throw new InvalidJobException(
                "jobs", $"take {_bytes:N0} bytes together; at most {JobLimits.MaxBatchBytes:N0} are allowed");
        _bytes += WorkflowRecords.MaxBytes(draft) + _specs.Length * (long)LocalState.StepBytes;
    }

    public override long MaxBytes => _bytes;

    public override bool Admits => true;

    public override long ExtraBytes(LocalState state) => state.FindWorkflow(_draft.Id) is { } stored
        ? LocalState.CascadeBytes(stored) + WorkflowRecords.SignalBytes(stored) + stored.Groups.Count * 800L
        : 0;

    protected override WorkflowAnswer Run(LocalState state, Moment now)
    {
        var present = state.FindWorkflow(_draft.Id);
        if (_draft.Parent is { } parent && !EnqueueTrial.IsNewest(state, parent))
            return new WorkflowAnswer(
                WorkflowOutcome.Refused,
                [.. _draft.Jobs.Select(job => new EnqueueResult(job.Id, EnqueueOutcome.StaleAttempt))]);
        if (present is not null && _draft.CreateOnly)
            return Describe(state, WorkflowOutcome.SameId, EnqueueOutcome.Withheld);
        Check(state, present);
        if (present is not null && (present.FinishedAt != 0 || present.CancelRequested))
            return Describe(state, WorkflowOutcome.HasEnded, EnqueueOutcome.Withheld);
        if (Refusal(state, now) is { } refusal) return new WorkflowAnswer(WorkflowOutcome.Refused, refusal);
        var answer = Describe(
            state, present is null ? WorkflowOutcome.Created : WorkflowOutcome.SameId, EnqueueOutcome.Created);
        Accept(state, now, present ?? Create(state, now));
        return answer with { Effects = state.TakeEffects() };
    }

    private LocalWorkflow Create(LocalState state, Moment now)
    {
        var workflow = state.WorkflowOf(_draft.Id);
        state.Number(workflow, state.TakeSequence());
        workflow.CreatedAt = now.Utc;
        workflow.Name = _draft.Name;
        workflow.Retention = _draft.Retention?.Ticks ?? 0;
        workflow.Schedule = _draft.Schedule;
        workflow.Tick = _draft.Tick?.UtcTicks ?? 0;
        workflow.Broadcast = _draft.Broadcast;
        foreach (var (name, places) in _draft.Groups) workflow.Groups.Add(name, new LocalGroup(places));
        state.PutWorkflow(workflow);
        state.KeepIfAlone(workflow);
        return workflow;
    }

    /// <summary>Refuses what does not fit to what is stored, before anything is changed.</summary>
    /// <exception cref="InvalidJobException">Says what.</exception>
    private void Check(LocalState state, LocalWorkflow? present)
    {
        var added = 0;
        for (var i = 0; i < _draft.Jobs.Count; i++)
        {
            var job = _draft.Jobs[i];
            var place = job.Spec.Workflow!;
            if (state.Find(job.Id) is { } known)
            {
                if (known is LocalStep step && step.Workflow == present) continue;
                throw WorkflowRefusals.ForeignId(_draft, i);
            }

            added++;
            if (present?.ByName.ContainsKey(place.Step) == true) throw WorkflowRefusals.TakenStep(_draft, i);
            for (var p = 0; p < place.Parents.Count; p++)
                if (!_steps.ContainsKey(place.Parents[p].Job)
                    && !(state.Find(place.Parents[p].Job) is LocalStep found && found.Workflow == present))
                    throw WorkflowRefusals.UnknownParent(_draft, i, p);
            if (place.Group is { } group && !_draft.Groups.ContainsKey(group)
                && present?.Groups.ContainsKey(group) != true)
                throw WorkflowRefusals.UnknownGroup(_draft, i);
        }

        var total = added + (present?.Steps.Count ?? 0);
        if (total > WorkflowDraft.MaxJobs) throw WorkflowRefusals.TooManyJobs(total);
        if (present is not null && present.Groups.Keys.Union(_draft.Groups.Keys).Count() > WorkflowLimits.MaxGroups)
            throw WorkflowRefusals.TooManyGroups();
    }

    /// <summary>The answers if a job is refused; null when none is.</summary>
    private EnqueueResult[]? Refusal(LocalState state, Moment now)
    {
        var accepted = new EnqueueTrial.Accepted();
        var results = new EnqueueResult[_draft.Jobs.Count];
        var isRefused = false;
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Try(state, now, _draft.Jobs[i], accepted);
            isRefused |= results[i].Outcome is EnqueueOutcome.Rejected or EnqueueOutcome.StaleAttempt;
        }

        return isRefused ? results : null;
    }

    private static EnqueueResult Try(LocalState state, Moment now, JobDraft draft, EnqueueTrial.Accepted accepted)
    {
        if (draft.Parent is { } parent && !EnqueueTrial.IsNewest(state, parent))
            return new EnqueueResult(draft.Id, EnqueueOutcome.StaleAttempt);
        if (state.Find(draft.Id) is not null) return new EnqueueResult(draft.Id, EnqueueOutcome.SameId);
        if (draft.Spec.Key is null) return new EnqueueResult(draft.Id, EnqueueOutcome.Withheld);
        if ((state.Keys.Find(draft.Spec, now.Utc)?.Id ?? accepted.Holder(draft.Spec)) is { } holder)
            return new EnqueueResult(holder, EnqueueOutcome.Rejected);
        accepted.Add(draft, now);
        return new EnqueueResult(draft.Id, EnqueueOutcome.Withheld);
    }

    private WorkflowAnswer Describe(LocalState state, WorkflowOutcome outcome, EnqueueOutcome ofNew) => new(
        outcome,
        [
            .. _draft.Jobs.Select(job => new EnqueueResult(
                job.Id, state.Find(job.Id) is null ? ofNew : EnqueueOutcome.SameId)),
        ]);

    private void Accept(LocalState state, Moment now, LocalWorkflow workflow)
    {
        if (_draft.Groups.Keys.Any(name => !workflow.Groups.ContainsKey(name)))
        {
            foreach (var (name, places) in _draft.Groups) workflow.Groups.TryAdd(name, new LocalGroup(places));
            state.PutWorkflow(workflow);
        }

        var added = new List<LocalStep>();
        for (var i = 0; i < _specs.Length; i++)
            if (state.Find(_draft.Jobs[i].Id) is null)
                added.Add(Put(state, now, workflow, _draft.Jobs[i], _specs[i]));
        foreach (var step in added) state.Link(step);
        foreach (var step in added)
            if (step.State == JobState.Blocked)
                state.Consider(step, now.Utc);
        state.Watch(workflow);
    }

    /// <summary>A job that waits for nothing is stored as ready or scheduled at once.</summary>
    private static LocalStep Put(LocalState state, Moment now, LocalWorkflow workflow, JobDraft draft, byte[] spec)
    {
        var place = draft.Spec.Workflow!;
        var queue = state.Queue(draft.Spec.Queue);
        Promotion.Run(state, queue, now);
        var isFree = place is { Parents.Count: 0, Signals.Count: 0 }
            && (place.Group is null || workflow.Groups[place.Group].HasPlace);
        var runAt = Math.Max(now.Utc, draft.RunAt?.UtcTicks ?? 0);
        if (isFree && draft.Delay is { } delay) runAt = Instants.Add(now.Utc, delay);
        var step = state.MakeStep(state.TakeSequence(), draft.Id, spec, now.Utc);
        step.RunAt = runAt;
        step.State = !isFree ? JobState.Blocked : runAt > now.Utc ? JobState.Scheduled : JobState.Ready;
        if (step.State == JobState.Ready) step.Order = state.TakeOrder();
        state.PutStep(step);
        return step;
    }
}
