using Gnomon.Jobs;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Store;

public sealed class WorkflowRulesTests
{
    private readonly WorkflowId _id = WorkflowId.New(TimeProvider.System);

    [Fact]
    public void Circle_is_named_step_by_step()
    {
        var (a, b, c) = (Id(), Id(), Id());
        var refused = Refused(Step("start", Id()), Step("a", a, c), Step("b", b, a), Step("c", c, b), Step("end", Id(), c));
        Assert.Equal("jobs", refused.Field);
        Assert.Equal(
            "wait for one another in a circle: step 'a', which waits for 'c', which waits for 'b', which waits for 'a'",
            refused.Problem);
    }

    [Fact]
    public void Longest_chain_is_no_circle()
    {
        var jobs = new List<JobDraft>();
        for (var i = 0; i < WorkflowLimits.MaxJobs; i++)
            jobs.Add(i == 0 ? Step("0", Id()) : Step($"{i}", Id(), jobs[i - 1].Id));
        jobs.Reverse();
        WorkflowRules.Check(new WorkflowDraft(_id, jobs));
    }

    [Theory]
    [InlineData(0, "jobs", "are none; only a broadcast that nodes may still join has none at first")]
    [InlineData(20_001, "jobs", "are 20,001; a workflow has at most 20,000")]
    public void Number_of_jobs_is_bounded(int count, string field, string problem)
    {
        var refused = Refused([.. Enumerable.Range(0, count).Select(i => Step($"{i}", Id()))]);
        Assert.Equal((field, problem), (refused.Field, refused.Problem));
    }

    [Fact]
    public void Names_signals_and_groups_are_bounded()
    {
        Assert.Equal("jobs[0].step", Refused(Step(new string('x', 257), Id())).Field);
        Assert.Equal("jobs[0].step", Refused(Step("", Id())).Field);
        Assert.Equal("jobs[1].step", Refused(Step("a", Id()), Step("a", Id())).Field);
        var id = Id();
        Assert.Equal("jobs[1].id", Refused(Step("a", id), Step("b", id)).Field);
        Assert.Equal("jobs[0].parents", Refused(Step("a", id, id)).Field);
        var twice = Id();
        Assert.Equal("jobs[0].parents", Refused(Step("a", id, twice, twice)).Field);
        var signals = Enumerable.Range(0, 17).Select(i => $"s{i}").ToList();
        Assert.Equal("jobs[0].signals", Refused(With(Step("a", id), place => place with { Signals = signals })).Field);
        Assert.Equal("jobs[0].group", Refused(With(Step("a", id), place => place with { Group = "" })).Field);
        var other = With(Step("a", id), place => place with { Workflow = WorkflowId.New(TimeProvider.System) });
        Assert.Equal("jobs[0].workflow", Refused(other).Field);
        Assert.Equal("groups", Grouped("g", 0).Field);
        Assert.Equal("groups", Grouped("", 1).Field);
    }

    private InvalidJobException Grouped(string name, int places) => Assert.Throws<InvalidJobException>(
        () => WorkflowRules.Check(new WorkflowDraft(_id, [Step("a", Id())])
        {
            Groups = new Dictionary<string, int> { [name] = places },
        }));

    private InvalidJobException Refused(params JobDraft[] jobs) =>
        Assert.Throws<InvalidJobException>(() => WorkflowRules.Check(new WorkflowDraft(_id, jobs)));

    private static JobId Id() => JobId.New(TimeProvider.System);

    private static JobDraft With(JobDraft draft, Func<WorkflowPlace, WorkflowPlace> change) =>
        draft with { Spec = draft.Spec with { Workflow = change(draft.Spec.Workflow!) } };

    private JobDraft Step(string name, JobId id, params JobId[] parents) => new(id, new JobSpec
    {
        Handler = "h",
        Workflow = new WorkflowPlace(_id, name) { Parents = [.. parents.Select(parent => new JobParent(parent))] },
    });
}
