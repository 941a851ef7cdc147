using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Tests.Triggers;
using Gnomon.Workflows;
using Xunit;

namespace Gnomon.Tests.Workflows;

public sealed class WorkflowCompilerTests
{
    private static readonly WorkflowId Id = new(Guid.Parse("0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69"));

    [Fact]
    public void Any_plan_compiles_to_jobs_that_mean_the_same()
    {
        var seed = RunSeed.Value;
        for (var i = 0; i < 3000; i++)
        {
            var random = new Random(seed + i);
            var plan = new RandomPlan(random).Next();
            var draft = WorkflowCompiler.Compile(Id, plan);
            WorkflowRules.Check(draft);
            var failing = draft.Jobs.Select(job => job.Spec.Workflow!.Step).Where(_ => random.Next(3) == 0).ToHashSet();
            var meant = PlanMeaning.Of(plan, failing.Contains);
            var done = DraftRun.Of(draft, failing.Contains);
            foreach (var (step, end) in meant)
                Assert.True(end == done[step], $"seed {seed + i}: step {step} is to end {end} and ends {done[step]}");
            Assert.All(
                done.Keys.Except(meant.Keys), step => Assert.EndsWith("/begin", step, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_chain_waits_for_the_success_of_the_one_before()
    {
        var draft = Compile(Job("a"), Job("b", new StepAfter("a")) with { TakesResults = true });
        Assert.Equal(["a", "b"], draft.Jobs.Select(Step));
        Assert.Equal([new JobParent(draft.Jobs[0].Id)], Place(draft, "b").Parents);
        Assert.True(Place(draft, "b").TakesResults);
        Assert.Equal(StepIds.Of(Id, "b"), draft.Jobs[1].Id);
    }

    [Fact]
    public void A_group_ends_in_a_join_of_its_name_that_gathers_its_members()
    {
        var group = Group("g", Job("1"), Job("2"), Job("3")) with { Parallel = 2 };
        var draft = Compile(Job("a"), group with { After = [new StepAfter("a")] }, Job("b", new StepAfter("g")));
        Assert.Equal(["a", "g/1", "g/2", "g/3", "g", "b"], draft.Jobs.Select(Step));
        Assert.Equal([new JobParent(StepIds.Of(Id, "a"))], Place(draft, "g/2").Parents);
        Assert.Equal(
            ["g/1 Gathered", "g/2 Gathered", "g/3 Gathered", "a Succeeded"], Parents(draft, "g"));
        Assert.Equal(("g", null), (Place(draft, "g/1").Group, Place(draft, "g").Group));
        Assert.Equal(2, Assert.Single(draft.Groups).Value);
        Assert.Equal(WorkflowCompiler.Join, Draft(draft, "g").Spec.Handler);
    }

    [Fact]
    public void A_group_gives_results_only_when_somebody_takes_them()
    {
        var group = Group("g", Job("1"), Job("2", new StepAfter("1")), Job("3"));
        Assert.True(Draft(Compile(group, Job("b", new StepAfter("g"))), "g").Spec.Args.IsEmpty);
        var taking = Compile(group, Job("b", new StepAfter("g")) with { TakesResults = true });
        Assert.Equal("{\"results\":2}", Encoding.UTF8.GetString(Draft(taking, "g").Spec.Args.Span));
        Assert.Equal(["g/2 Gathered", "g/3 Gathered", "g/1 Gathered"], Parents(taking, "g"));
        var nested = Compile(group, Group("h", Job("1") with { TakesResults = true }) with
        {
            After = [new StepAfter("g")],
        });
        Assert.False(Draft(nested, "g").Spec.Args.IsEmpty);
    }

    [Fact]
    public void A_group_that_waits_for_a_signal_begins_with_a_join()
    {
        var draft = Compile(Job("a"), Group("g", Job("1"), Job("2")) with
        {
            After = [new StepAfter("a")], Signals = ["go"], Delay = TimeSpan.FromMinutes(1),
        });
        Assert.Equal(["go"], Place(draft, "g/begin").Signals);
        Assert.Equal(TimeSpan.FromMinutes(1), Draft(draft, "g/begin").Delay);
        Assert.Equal(["a Succeeded"], Parents(draft, "g/begin"));
        Assert.Equal(["g/begin Succeeded"], Parents(draft, "g/1"));
        Assert.Equal(["g/1 Gathered", "g/2 Gathered", "g/begin Succeeded"], Parents(draft, "g"));
        Assert.Equal((0, null), (Place(draft, "g").Signals.Count, Draft(draft, "g").Delay));
    }

    [Fact]
    public void Many_ends_meet_many_beginnings_in_one_job()
    {
        var first = Enumerable.Range(0, 10).Select(i => Job($"a{i}")).ToList();
        var group = Group("g", [.. Enumerable.Range(0, 10).Select(i => Job($"{i}"))]) with
        {
            After = [.. first.Select(step => new StepAfter(step.Name))],
        };
        var draft = Compile([.. first, group]);
        Assert.Equal(10, Place(draft, "g/begin").Parents.Count);
        Assert.Equal(["g/begin Succeeded"], Parents(draft, "g/7"));
    }

    [Fact]
    public void A_failure_that_a_member_waits_for_is_not_that_of_the_group()
    {
        var draft = Compile(Group("g", Job("try"), Job("undo", new StepAfter("try", ParentCondition.Failed))));
        Assert.Equal(["g/undo Gathered", "g/try Ended"], Parents(draft, "g"));
    }

    [Theory]
    [InlineData("steps.b.after: names 'x', and no step beside it has this name; there are a", "b", "x")]
    [InlineData("steps.b.after: names the step itself", "b", "b")]
    [InlineData("steps.b.after: names 'a' twice", "b", "a", "a")]
    [InlineData("steps.a: is there twice; a name is given once", "a")]
    [InlineData("steps: 'a b' contains ' '", "a b")]
    public void A_step_that_cannot_be_is_named(string told, string name, params string[] after) =>
        Refused(told, Job("a"), Job(name, [.. after.Select(step => new StepAfter(step))]));

    [Fact]
    public void A_circle_is_told_with_its_path() => Refused(
        "waits for itself in a circle: b after d after c after b",
        Job("a"), Job("b", new StepAfter("a"), new StepAfter("d")), Job("c", new StepAfter("b")),
        Job("d", new StepAfter("c")));

    [Fact]
    public void Bounds_and_names_of_groups_are_told()
    {
        Refused("steps.g: has no steps; at least one is needed", Group("g"));
        Refused("steps.g/begin: 'begin' is the name", Group("g", Job("begin")));
        Refused("steps.g.parallel: is 0; allowed are 1 to 20,000", Group("g", Job("1")) with { Parallel = 0 });
        Refused("steps.g/h/x.after: names 'a'", Job("a"), Group("g", Group("h", Job("x", new StepAfter("a")))));
        Refused("steps: has no steps; at least one is needed");
        Refused("characters with the groups it is in", Group("g", Group(new string('h', 128), Job(new string('x', 128)))));
        Refused("steps.w.delay: cannot be combined", Job("w") with
        {
            Delay = TimeSpan.FromSeconds(1), RunAt = DateTimeOffset.UnixEpoch,
        });
        Refused("make more than 20,000 jobs", Group("g", [.. Enumerable.Range(0, 20_000).Select(i => Job($"{i}"))]));
    }

    [Fact]
    public void The_same_workflow_has_the_same_ids_and_another_one_others()
    {
        var other = new WorkflowId(Guid.Parse("0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a70"));
        Assert.Equal(StepIds.Of(Id, "a"), StepIds.Of(Id, "a"));
        Assert.NotEqual(StepIds.Of(Id, "a"), StepIds.Of(other, "a"));
        Assert.NotEqual(StepIds.Of(Id, "a"), StepIds.Of(Id, "b"));
    }

    [Fact]
    public void A_new_step_can_wait_for_one_that_is_stored()
    {
        var draft = WorkflowCompiler.Compile(Id, new WorkflowPlan([Job("new", new StepAfter("old"))]) { Stored = ["old"] });
        Assert.Equal([new JobParent(StepIds.Of(Id, "old"))], Place(draft, "new").Parents);
    }

    private static WorkflowStep Job(string name, params IReadOnlyList<StepAfter> after) =>
        new(name) { Job = new JobSpec { Handler = "work" }, After = after };

    private static WorkflowStep Group(string name, params IReadOnlyList<WorkflowStep> members) =>
        new(name) { Members = members };

    private static WorkflowDraft Compile(params IReadOnlyList<WorkflowStep> steps)
    {
        var draft = WorkflowCompiler.Compile(Id, new WorkflowPlan(steps));
        WorkflowRules.Check(draft);
        return draft;
    }

    private static void Refused(string told, params IReadOnlyList<WorkflowStep> steps) => Assert.Contains(
        told, Assert.Throws<InvalidJobException>(() => WorkflowCompiler.Compile(Id, new WorkflowPlan(steps))).Message,
        StringComparison.Ordinal);

    private static string Step(JobDraft job) => job.Spec.Workflow!.Step;

    private static JobDraft Draft(WorkflowDraft draft, string step) => draft.Jobs.Single(job => Step(job) == step);

    private static WorkflowPlace Place(WorkflowDraft draft, string step) => Draft(draft, step).Spec.Workflow!;

    private static IEnumerable<string> Parents(WorkflowDraft draft, string step) =>
        from parent in Place(draft, step).Parents
        select $"{Step(draft.Jobs.Single(job => job.Id == parent.Job))} {parent.When}";
}
