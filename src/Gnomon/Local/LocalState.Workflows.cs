using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Workflows and what belongs to a job for being in one. Jobs outside of workflows come past none of this.
/// </summary>
internal sealed partial class LocalState
{
    /// <summary>Upper bound of the bytes that the journal takes for moving one job because another one ended, or for
    /// reviving it: two moves with two reasons.</summary>
    public const int StepBytes = 128;

    private readonly Dictionary<WorkflowId, LocalWorkflow> _workflows = [];
    private readonly SortedList<long, LocalWorkflow> _workflowNumbers = [];

    /// <summary>Jobs of workflows that had nothing to wait for when the store was opened: only damage leaves some.
    /// </summary>
    private List<LocalStep>? _stranded;

    /// <summary>Jobs of workflows that have not ended.</summary>
    public int OpenSteps { get; private set; }

    /// <summary>Jobs of all workflows, ended ones too.</summary>
    public int StepCount { get; private set; }

    /// <summary>Ended workflows by the end of their retention, in UTC ticks.</summary>
    public DueHeap<LocalWorkflow> EndedWorkflows { get; } = new();

    /// <summary>Open broadcasts that nodes may still join, by the instant until which they may, in UTC ticks.</summary>
    public DueHeap<LocalWorkflow> Broadcasts { get; } = new();

    public LocalWorkflow? FindWorkflow(WorkflowId id) => _workflows.GetValueOrDefault(id);

    /// <summary>The workflow with an id; while replaying its header may come later than its jobs.</summary>
    public LocalWorkflow WorkflowOf(WorkflowId id)
    {
        if (!_workflows.TryGetValue(id, out var workflow)) _workflows.Add(id, workflow = new LocalWorkflow(id));
        return workflow;
    }

    /// <summary>Gives a workflow its place among the others.</summary>
    public void Number(LocalWorkflow workflow, long number)
    {
        if (workflow.Number != 0) _workflowNumbers.Remove(workflow.Number);
        workflow.Number = number;
        _workflowNumbers[number] = workflow;
        RaiseCounters(number + 1, 0);
    }

    /// <summary>The workflows with a smaller number than <paramref name="before"/>, newest first.</summary>
    public IEnumerable<LocalWorkflow> WorkflowsBefore(long before)
    {
        for (var i = CountBelow(before) - 1; i >= 0; i--) yield return _workflowNumbers.GetValueAtIndex(i);
    }

    /// <summary>The workflow with the smallest number above <paramref name="after"/>, or null.</summary>
    public LocalWorkflow? WorkflowAfter(long after)
    {
        var at = CountBelow(after + 1);
        return at < _workflowNumbers.Count ? _workflowNumbers.GetValueAtIndex(at) : null;
    }

    /// <summary>Stores what a workflow is apart from its jobs, new or changed.</summary>
    public void PutWorkflow(LocalWorkflow workflow)
    {
        if (Log is not null) WorkflowRecords.Write(Log, workflow);
    }

    /// <summary>Makes a job that was written; it is not here yet.</summary>
    /// <param name="sequence">Its number in this store.</param>
    /// <param name="id">Its name.</param>
    /// <param name="spec">What was asked for, in its encoded form.</param>
    /// <param name="createdAt">When it was accepted, in UTC ticks.</param>
    /// <param name="isStep">Whether it was written as one of a workflow.</param>
    public LocalJob MakeJob(long sequence, JobId id, byte[] spec, long createdAt, bool isStep) => isStep
        ? MakeStep(sequence, id, spec, createdAt)
        : new LocalJob(sequence, id, spec, GroupOf(spec), createdAt);

    /// <summary>Makes a job of the workflow that its specification names; it is not here yet.</summary>
    public LocalStep MakeStep(long sequence, JobId id, byte[] spec, long createdAt)
    {
        var decoded = JobSpecCodec.Decode(spec);
        if (decoded.Workflow is not { } place)
            throw new InvalidDataException($"job {id} is written as that of a workflow and names none");
        return new LocalStep(
            sequence, id, spec, GroupOf(spec), createdAt, WorkflowOf(place.Workflow), place);
    }

    /// <summary>Accepts a new job of a workflow.</summary>
    public void PutStep(LocalStep step)
    {
        RaiseCounters(step.Sequence + 1, step.Order + 1);
        Insert(step);
        if (!Replaying) Attach(step);
        Tallies.Of(step.Group, step.CreatedAt).Accepted++;
        if (Log is not null) LogPut(RecordKind.StepPut, step);
    }

    /// <summary>Connects a job with those that it waits for, which must all be here; ones that are not are left out.
    /// </summary>
    public void Link(LocalStep step)
    {
        var named = JobSpecCodec.Decode(step.Spec).Workflow!.Parents;
        if (named.Count == 0) return;
        var parents = new List<(LocalStep, ParentCondition)>(named.Count);
        foreach (var parent in named)
            if (Find(parent.Job) is LocalStep found && found.Workflow == step.Workflow)
                parents.Add((found, parent.When));
        step.Link([.. parents]);
    }

    /// <summary>Notes for whose end a job is ended, before it is.</summary>
    public void SetEndedBy(LocalStep step, long cause)
    {
        step.EndedBy = cause;
        if (Log is not null) LogEndedBy(Log, step);
    }

    /// <summary>Writes for whose end a job was ended.</summary>
    public static void LogEndedBy(RecordWriter records, LocalStep step)
    {
        records.Byte((byte)RecordKind.StepEndedBy);
        records.Number(step.Sequence);
        records.Number(step.EndedBy);
    }

    public void SetCancelled(LocalWorkflow workflow, bool cancelled)
    {
        workflow.CancelRequested = cancelled;
        if (Log is null) return;
        Log.Byte((byte)RecordKind.WorkflowCancelled);
        Log.Guid(workflow.Id.Value);
        Log.Byte(cancelled ? (byte)1 : (byte)0);
    }

    public void AddSignal(LocalWorkflow workflow, string name, byte[] payload)
    {
        workflow.Signals.TryAdd(name, payload);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.WorkflowSignalled);
        Log.Guid(workflow.Id.Value);
        Log.Text(name);
        Log.Bytes(payload);
    }

    /// <summary>Forgets an ended workflow with its jobs.</summary>
    public void RemoveWorkflow(LocalWorkflow workflow)
    {
        foreach (var step in workflow.Steps) Remove(step);
        StepCount -= workflow.Steps.Count;
        if (workflow.HeapIndex >= 0) EndedWorkflows.Remove(workflow);
        ForgetWorkflow(workflow);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.WorkflowRemoved);
        Log.Guid(workflow.Id.Value);
    }

    /// <summary>Forgets a workflow whose jobs are gone.</summary>
    public void ForgetWorkflow(LocalWorkflow workflow)
    {
        _workflows.Remove(workflow.Id);
        _workflowNumbers.Remove(workflow.Number);
    }

    /// <summary>Upper bound of the bytes that ending some jobs of one workflow takes beside the jobs themselves.</summary>
    public static long CascadeBytes(LocalWorkflow workflow) => (long)workflow.Movable * StepBytes;

    /// <summary>Upper bound of <see cref="CascadeBytes"/> and of <see cref="EndBytes(LocalWorkflow)"/> for any one workflow.
    /// </summary>
    public long MaxCascadeBytes => _workflows.Count == 0 ? 0 : EndBytes(Math.Min(OpenSteps, WorkflowDraft.MaxJobs));

    /// <summary>Upper bound of the bytes that reviving jobs of one workflow takes: any of its jobs may go with them.
    /// </summary>
    public static long RevivalBytes(LocalWorkflow workflow) => (long)workflow.Steps.Count * StepBytes;

    /// <summary>Upper bound of <see cref="RevivalBytes"/> for any one workflow.</summary>
    public long MaxRevivalBytes => Math.Min(StepCount, WorkflowDraft.MaxJobs) * (long)StepBytes;

    private int CountBelow(long number)
    {
        var (low, high) = (0, _workflowNumbers.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_workflowNumbers.GetKeyAtIndex(middle) < number) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Makes a new job, or one that was read back, count in its workflow.</summary>
    private void Attach(LocalStep step)
    {
        var workflow = step.Workflow;
        workflow.Steps.Add(step);
        StepCount++;
        workflow.ByName[step.Step] = step;
        workflow.HasCancelRest |= step.OnFailure == StepFailure.CancelRest;
        workflow.Counts[(int)step.State]++;
        if (step.State.IsTerminal()) return;
        workflow.Open++;
        OpenSteps++;
        if (step.State != JobState.Blocked) TakePlace(step);
    }

    private void CountMove(LocalStep step, JobState from, JobState to)
    {
        var workflow = step.Workflow;
        workflow.Counts[(int)from]--;
        workflow.Counts[(int)to]++;
        var change = (from.IsTerminal() ? 1 : 0) - (to.IsTerminal() ? 1 : 0);
        workflow.Open += change;
        OpenSteps += change;
    }

    private static void TakePlace(LocalStep step)
    {
        if (step.HasPlace || PlacesOf(step) is not { } group) return;
        step.HasPlace = true;
        group.Used++;
    }

    private static LocalGroup? PlacesOf(LocalStep step) =>
        step.GroupName is { } name ? step.Workflow.Groups.GetValueOrDefault(name) : null;

    /// <summary>Ends a replay for workflows: joins their jobs, and finds out what each waits for.</summary>
    private void BuildWorkflows()
    {
        if (_workflows.Count == 0) return;
        foreach (var job in Table.OldestFirst())
            if (job is LocalStep step)
                Attach(step);
        foreach (var workflow in _workflows.Values.ToList())
        {
            // Damage may have taken a header, or all jobs.
            if (workflow.Number == 0)
            {
                Number(workflow, TakeSequence());
                workflow.CreatedAt = workflow.Steps.Select(step => step.CreatedAt).FirstOrDefault();
            }

            foreach (var step in workflow.Steps) Link(step);
            foreach (var step in workflow.Steps) Await(step);
            if (workflow.Open == 0)
                workflow.FinishedAt = LatestEnd(workflow);
            Arm(workflow);
            if (workflow.FinishedAt == 0) KeepIfAlone(workflow);
        }
    }

    /// <summary>Watches for the end of the time during which nodes may join a new broadcast.</summary>
    public void Watch(LocalWorkflow workflow)
    {
        if (workflow is { Broadcast: not null, HeapIndex: < 0, FinishedAt: 0 }) Arm(workflow);
    }

    /// <summary>When a workflow ended that has no open jobs, in UTC ticks: one that nodes may join until an instant not
    /// before that.</summary>
    private static long EndOf(LocalWorkflow workflow) =>
        workflow is { CancelRequested: false, Broadcast.Until: { } until }
            ? Math.Max(LatestEnd(workflow), until.UtcTicks)
            : LatestEnd(workflow);

    /// <summary>When the last job of an ended workflow ended, in UTC ticks. The clock may have been stepped back since,
    /// so it is not always the one that ended now.</summary>
    private static long LatestEnd(LocalWorkflow workflow)
    {
        var latest = workflow.CreatedAt;
        foreach (var step in workflow.Steps) latest = Math.Max(latest, step.Details?.FinishedAt ?? step.CreatedAt);
        return latest;
    }

    private void Await(LocalStep step)
    {
        if (step.State != JobState.Blocked) return;
        var verdict = step.Judge(out _);
        if (verdict == StepVerdict.Wait) return;
        if (verdict == StepVerdict.Go && PlacesOf(step) is { HasPlace: false } group)
            group.Waiting.Enqueue(step, step.Sequence);
        else
            (_stranded ??= []).Add(step);
    }

    /// <summary>Puts a workflow where its end, or the end of its time, is watched for.</summary>
    private void Arm(LocalWorkflow workflow)
    {
        if (workflow.Broadcast?.Until is { } until && workflow.HeapIndex < 0 && workflow.FinishedAt < until.UtcTicks
            && !workflow.CancelRequested)
        {
            workflow.FinishedAt = 0;
            Broadcasts.Add(workflow, until.UtcTicks);
        }

        if (workflow.FinishedAt == 0) return;
        workflow.State = workflow.Outcome();
        EndedWorkflows.Add(
            workflow, PruneAt(workflow.FinishedAt, workflow.Retention == 0 ? retention.Ticks : workflow.Retention));
    }
}
