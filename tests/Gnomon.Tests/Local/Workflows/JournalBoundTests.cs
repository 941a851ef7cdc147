using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Commands;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Local.Workflows;

/// <summary>No command writes more to the journal than was set aside for it, however many jobs it moves.</summary>
public sealed class JournalBoundTests
{
    private readonly LocalState _state = new(TimeSpan.FromDays(1), 100) { Log = new RecordWriter() };
    private readonly Moment _start = new(new DateTime(2026, 1, 1).Ticks, 1);
    private long _passed;

    private Moment Now => new(_start.Utc + _passed, _start.Monotonic + _passed);

    [Theory]
    [InlineData(SettlementKind.Succeeded)]
    [InlineData(SettlementKind.Dead)]
    public void Settlement_that_moves_thousands_stays_within_its_bound(SettlementKind kind)
    {
        var (id, first) = (Id(), Job());
        var others = Enumerable.Range(0, 5000).Select(i => Draft(
            id, $"after {i}", [new JobParent(first, (ParentCondition)(i % 3))])).ToList();
        Run(new EnqueueWorkflowCommand(new WorkflowDraft(id, [Draft(id, "first", [], first), .. others])));
        var token = Claim(1)[0];
        var written = Run(new SettleCommand([new Settlement(token, kind)]));
        Assert.True(written > 5000 * 20, $"it moved all of them in {written} bytes");
    }

    [Fact]
    public void Failure_that_cancels_the_rest_stays_within_its_bound()
    {
        var (id, first) = (Id(), Job());
        var failing = Draft(id, "first", [], first, StepFailure.CancelRest);
        var others = Enumerable.Range(0, 3000).Select(i => Draft(id, $"other {i}", [])).ToList();
        Run(new EnqueueWorkflowCommand(new WorkflowDraft(id, [failing, .. others])));
        var token = Claim(1)[0];
        Run(new SettleCommand([new Settlement(token, SettlementKind.Dead)]));
    }

    [Fact]
    public void Control_of_a_whole_workflow_stays_within_its_bound()
    {
        var id = Id();
        var jobs = new List<JobDraft>();
        for (var i = 0; i < 2000; i++)
            jobs.Add(Draft(id, $"step {i}", i == 0 ? [] : [new JobParent(jobs[i - 1].Id)], group: "g"));
        Run(new EnqueueWorkflowCommand(
            new WorkflowDraft(id, jobs) { Groups = new Dictionary<string, int> { ["g"] = 7 } }));
        foreach (var action in new[]
            {
                WorkflowAction.Cancel, WorkflowAction.Retry, WorkflowAction.Signal, WorkflowAction.Cancel,
                WorkflowAction.Restart, WorkflowAction.Cancel, WorkflowAction.Delete,
            })
            Run(new ControlWorkflowCommand(
                new WorkflowControl(id, action) { Signal = "s", Payload = new byte[10_000] }));
        Assert.Null(_state.FindWorkflow(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Revival_of_one_job_that_brings_back_thousands_stays_within_its_bound(bool byFilter)
    {
        var (id, first) = (Id(), Job());
        var others = Enumerable.Range(0, 3000).Select(i => Draft(id, $"after {i}", [new JobParent(first)])).ToList();
        Run(new EnqueueWorkflowCommand(new WorkflowDraft(id, [Draft(id, "first", [], first), .. others])));
        Run(new SettleCommand([new Settlement(Claim(1)[0], SettlementKind.Dead)]));
        var request = byFilter
            ? new ControlRequest(ControlAction.Retry, new JobFilter { State = JobState.Dead }) { Max = 1 }
            : new ControlRequest(ControlAction.Retry, [first]);
        var written = Run(new ControlCommand(request));
        Assert.True(written > 3000 * 20, $"it revived all of them in {written} bytes");
    }

    [Theory]
    [InlineData(OverlapPolicy.CancelRunning, false)]
    [InlineData(OverlapPolicy.TerminateRunning, true)]
    public void Tick_that_ends_hundreds_of_runs_stays_within_its_bound(OverlapPolicy policy, bool asksForIt)
    {
        var schedule = new Schedule
        {
            Id = new string('s', 100), Trigger = When.Every(TimeSpan.FromSeconds(1)), Job = new JobSpec { Handler = "h" },
            Overlap = asksForIt ? OverlapPolicy.Allow : policy,
        };
        Run(new PutSchedulesCommand(new ScheduleChanges([new SchedulePut(schedule)], [])));
        for (var i = 0; i < 500; i++) Run(new FireCommand([ByHand(schedule, OverlapPolicy.Allow)]));
        Claim(250);
        var written = Run(new FireCommand([ByHand(schedule, asksForIt ? policy : null)]));
        Assert.True(written > 400 * 10, $"it ended all of them in {written} bytes");
    }

    [Fact]
    public void Sweep_and_claim_that_end_many_workflows_stay_within_their_bounds()
    {
        var deadline = new DateTimeOffset(_start.Utc, TimeSpan.Zero).AddSeconds(5);
        for (var i = 0; i < 40; i++)
        {
            var (id, first) = (Id(), Job());
            var late = Draft(id, "first", [], first);
            late = late with { Spec = late.Spec with { Deadline = deadline, Queue = i % 2 == 0 ? "default" : "other" } };
            var others = Enumerable.Range(0, 200).Select(n => Draft(id, $"other {n}", [new JobParent(first)]));
            Run(new EnqueueWorkflowCommand(new WorkflowDraft(id, [late, .. others])));
        }

        _passed += TimeSpan.FromSeconds(10).Ticks;
        while (_state.OpenSteps > 20 * 201) Run(new ClaimCommand(new ClaimRequest("n", ["default"], 5, TimeSpan.FromSeconds(6))));
        while (_state.OpenSteps > 0) Run(new SweepCommand(5));
        _passed += TimeSpan.FromDays(2).Ticks;
        while (_state.Table.Count > 0) Run(new SweepCommand(5));
    }

    [Theory]
    [InlineData(OverlapPolicy.CancelRunning)]
    [InlineData(OverlapPolicy.TerminateRunning)]
    public void Tick_that_ends_the_workflow_of_an_earlier_one_stays_within_its_bound(OverlapPolicy overlap)
    {
        Begin(overlap);
        var written = Run(new FireCommand([Fire(2)]));
        Assert.True(written > 3000 * 10, $"it ended all of them in {written} bytes");
    }

    [Theory]
    [InlineData(ControlAction.Cancel)]
    [InlineData(ControlAction.Terminate)]
    public void Control_of_a_job_that_owns_a_workflow_stays_within_its_bound(ControlAction action)
    {
        var job = Begin(OverlapPolicy.Allow);
        var written = Run(new ControlCommand(new ControlRequest(action, [job])));
        Assert.True(written > 3000 * 10, $"it ended all of them in {written} bytes");
    }

    /// <summary>Makes a tick whose job owns a workflow of thousands, some of which run.</summary>
    private JobId Begin(OverlapPolicy overlap)
    {
        var schedule = new Schedule
        {
            Id = "s", Trigger = When.Every(TimeSpan.FromSeconds(1)), Job = new JobSpec { Handler = "h" }, Overlap = overlap,
        };
        Run(new PutSchedulesCommand(new ScheduleChanges([new SchedulePut(schedule)], [])));
        _passed += TimeSpan.FromMinutes(1).Ticks;
        Run(new FireCommand([Fire(1)]));
        var owner = Claim(1)[0];
        var id = new WorkflowId(owner.Job.Value);
        var jobs = Enumerable.Range(0, 3000).Select(i => Draft(id, $"step {i}", [])).ToList();
        jobs.Add(Draft(id, "last", [.. jobs.Select(job => new JobParent(job.Id))]));
        Run(new EnqueueWorkflowCommand(new WorkflowDraft(id, jobs) { Schedule = "s", Parent = owner }));
        Run(new SettleCommand([new Settlement(owner, SettlementKind.Snoozed) { Wait = TimeSpan.FromDays(1) }]));
        Claim(1000);
        return owner.Job;
    }

    private FireRequest Fire(int tick)
    {
        var stored = _state.FindSchedule("s")!;
        var at = stored.Mark.AddSeconds(tick);
        var job = new JobDraft(
            JobId.ForTick("s", at), new JobSpec { Handler = "h", Schedule = "s", Tick = at });
        return new FireRequest("s", stored.Revision, stored.Mark, at)
        {
            Ticks = [new Tick(at, at, TickOutcome.Ran) { Job = job.Id }], Jobs = [job],
        };
    }

    private FireRequest ByHand(Schedule schedule, OverlapPolicy? overlap)
    {
        var now = new DateTimeOffset(Now.Utc, TimeSpan.Zero);
        var draft = new JobDraft(Job(), schedule.Job with { Schedule = schedule.Id });
        return new FireRequest(schedule.Id, 1, now, now)
        {
            Kind = FireKind.ByHand, Overlap = overlap, Jobs = [draft],
            Ticks = [new Tick(now, now, TickOutcome.Ran) { Job = draft.Id }],
        };
    }

    private static WorkflowId Id() => WorkflowId.New(TimeProvider.System);

    private static JobId Job() => JobId.New(TimeProvider.System);

    private static JobDraft Draft(
        WorkflowId workflow, string step, IReadOnlyList<JobParent> parents, JobId? id = null,
        StepFailure onFailure = default, string? group = null) =>
        new(id ?? Job(), new JobSpec
        {
            Handler = "h",
            Workflow = new WorkflowPlace(workflow, step) { Parents = parents, OnFailure = onFailure, Group = group },
        });

    private List<AttemptToken> Claim(int max)
    {
        var command = new ClaimCommand(new ClaimRequest("n", ["default"], max, TimeSpan.FromSeconds(6)));
        Run(command);
        command.Complete();
        return [.. command.Answer.Result.Decode().Jobs.Select(job => job.Token)];
    }

    /// <returns>The bytes that it wrote.</returns>
    private int Run(Command command)
    {
        var bound = command.MaxBytes + command.ExtraBytes(_state);
        var before = _state.Log!.Length;
        command.Execute(_state, Now);
        var written = _state.Log.Length - before;
        Assert.True(written <= bound, $"{command.GetType().Name} wrote {written:N0} bytes of at most {bound:N0}");
        return written;
    }
}
