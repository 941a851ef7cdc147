using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>A workflow in the making, and then in the hands of a case, which speaks of jobs by their steps.</summary>
internal sealed class WorkflowSketch(StoreHarness h)
{
    private readonly Dictionary<string, JobDraft> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AttemptToken> _claims = new(StringComparer.Ordinal);
    private readonly List<string> _new = [];

    public WorkflowId Id { get; } = WorkflowId.New(h.Time);

    public Dictionary<string, int> Groups { get; } = [];

    public TimeSpan? Retention { get; set; }

    /// <summary>The steps that no draft has had yet.</summary>
    public WorkflowDraft NewDraft()
    {
        var draft = new WorkflowDraft(Id, [.. _new.Select(step => _jobs[step])])
        {
            Name = "sketch", Groups = Groups, Retention = Retention,
        };
        _new.Clear();
        return draft;
    }

    /// <summary>Adds a step.</summary>
    /// <param name="step">Its name.</param>
    /// <param name="after">The steps that it waits for, parted by commas; with <c>!</c> before it one that has to fail,
    /// with <c>*</c> one that has to end.</param>
    /// <param name="place">Changes its place.</param>
    /// <param name="draft">Changes its draft.</param>
    public WorkflowSketch Step(
        string step, string after = "", Func<WorkflowPlace, WorkflowPlace>? place = null,
        Func<JobDraft, JobDraft>? draft = null)
    {
        var made = new WorkflowPlace(Id, step)
        {
            Parents = [.. after.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParentOf)],
        };
        var job = h.Draft(spec => spec with { Workflow = place is null ? made : place(made) });
        _jobs.Add(step, draft is null ? job : draft(job));
        _new.Add(step);
        return this;
    }

    public JobId Job(string step) => _jobs[step].Id;

    public JobDraft Draft(string step) => _jobs[step];

    public async Task<WorkflowAnswer> AskAsync(WorkflowDraft draft) =>
        await h.Store.EnqueueWorkflowAsync(draft, h.Cancellation);

    /// <summary>Stores it.</summary>
    public async Task<WorkflowSketch> StoreAsync(WorkflowOutcome expected = WorkflowOutcome.Created)
    {
        var answer = await AskAsync(NewDraft());
        Expect.Equal(expected, answer.Outcome, "the outcome of the workflow");
        return this;
    }

    /// <summary>Takes all that may run, and answers their steps.</summary>
    public async Task<IReadOnlyList<string>> ClaimAsync(int max = 1000)
    {
        var jobs = (await h.ClaimAsync(max)).Where(job => job.Spec.Workflow?.Workflow == Id).ToList();
        foreach (var job in jobs) _claims[job.Spec.Workflow!.Step] = job.Token;
        return [.. jobs.Select(job => job.Spec.Workflow!.Step)];
    }

    public AttemptToken Token(string step) => _claims[step];

    /// <summary>Ends the attempt of a step that is claimed, or may be.</summary>
    public async Task<SettleOutcome> EndAsync(
        string step, SettlementKind kind = SettlementKind.Succeeded, string result = "")
    {
        if (!_claims.ContainsKey(step)) await ClaimAsync();
        if (!_claims.Remove(step, out var token))
            throw new ExpectationException($"Expected step '{step}' to be handed out, but it is not.");
        var outcome = await h.SettleAsync(new Settlement(token, kind)
        {
            Result = System.Text.Encoding.UTF8.GetBytes(result),
            Error = kind is SettlementKind.Dead or SettlementKind.Retry ? "it broke" : null,
        });
        Expect.That(outcome.Applied, $"the settlement of step '{step}' to be applied");
        return outcome;
    }

    /// <summary>Compares the states of all steps: the names of those in each state, in the order they were added.
    /// </summary>
    public async Task ExpectAsync(params (JobState State, string Steps)[] expected)
    {
        var states = new List<(string Step, JobState State)>();
        foreach (var step in _jobs.Keys) states.Add((step, (await h.JobAsync(Job(step))).State));
        var actual = states.GroupBy(step => step.State).OrderBy(group => group.Key)
            .Select(group => (group.Key, string.Join(',', group.Select(step => step.Step))));
        Expect.Sequence(expected.OrderBy(state => state.State), actual, "the states of the steps");
        var info = await InfoAsync();
        foreach (var (state, steps) in expected)
            Expect.Equal(
                steps.Split(',').Length, info.Jobs.GetValueOrDefault(state), $"the count of jobs that are {state}");
        Expect.Equal(_jobs.Count, info.Jobs.Values.Sum(), "the sum of the counts");
    }

    public async Task<WorkflowInfo> InfoAsync() =>
        Expect.Present(await h.Query.GetWorkflowAsync(Id, h.Cancellation), "the workflow");

    public async Task ExpectAsync(WorkflowState expected) =>
        Expect.Equal(expected, (await InfoAsync()).State, "the state of the workflow");

    public ValueTask<WorkflowControlAnswer> ControlAsync(WorkflowAction action) =>
        h.Store.ControlWorkflowAsync(new WorkflowControl(Id, action), h.Cancellation);

    public async Task ExpectControlAsync(ControlOutcome expected, WorkflowAction action) =>
        Expect.Equal(expected, (await ControlAsync(action)).Outcome, $"the outcome of {action}");

    public ValueTask<WorkflowControlAnswer> SignalAsync(string name, string payload = "") =>
        h.Store.ControlWorkflowAsync(
            new WorkflowControl(Id, WorkflowAction.Signal)
            {
                Signal = name, Payload = System.Text.Encoding.UTF8.GetBytes(payload),
            },
            h.Cancellation);

    private JobParent ParentOf(string text) => text[0] switch
    {
        '!' => new JobParent(Job(text[1..]), ParentCondition.Failed),
        '*' => new JobParent(Job(text[1..]), ParentCondition.Ended),
        _ => new JobParent(Job(text)),
    };
}
