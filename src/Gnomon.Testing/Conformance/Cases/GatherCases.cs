using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Jobs that wait for the ends of others and answer for them, as the end of a group does.</summary>
internal static class GatherCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P2", Gathered_failure_is_that_of_the_job_that_gathers),
        Case("P2", Job_tells_whether_it_was_skipped),
    ];

    private static async Task Gathered_failure_is_that_of_the_job_that_gathers(StoreHarness h)
    {
        var flow = await GroupAsync(h);
        await flow.EndAsync("a", SettlementKind.Dead);
        await flow.ExpectAsync((JobState.Dead, "a"), (JobState.Running, "b"), (JobState.Blocked, "end"));
        await flow.EndAsync("b");
        await flow.EndAsync("end");
        await flow.ExpectAsync(WorkflowState.Succeeded);

        var failing = await GroupAsync(h);
        await failing.EndAsync("a", SettlementKind.Dead);
        await failing.EndAsync("b");
        await failing.EndAsync("end", SettlementKind.Dead);
        await failing.ExpectAsync(WorkflowState.Failed);
    }

    private static async Task Job_tells_whether_it_was_skipped(StoreHarness h)
    {
        var flow = await new WorkflowSketch(h).Step("a").Step("b", "a").Step("c").StoreAsync();
        await h.ControlAsync(ControlAction.Cancel, flow.Job("c"));
        await flow.EndAsync("a", SettlementKind.Dead);
        await flow.ExpectAsync((JobState.Dead, "a"), (JobState.Cancelled, "b,c"));
        Expect.That((await h.JobAsync(flow.Job("b"))).Skipped, "the step whose parent failed to be skipped");
        Expect.That(!(await h.JobAsync(flow.Job("c"))).Skipped, "the step that somebody cancelled not to be skipped");
        Expect.That(!(await h.JobAsync(flow.Job("a"))).Skipped, "the step that failed not to be skipped");
    }

    private static Task<WorkflowSketch> GroupAsync(StoreHarness h)
    {
        var sketch = new WorkflowSketch(h).Step("a").Step("b");
        return sketch.Step("end", place: place => place with
        {
            Parents =
            [
                new JobParent(sketch.Job("a"), ParentCondition.Gathered),
                new JobParent(sketch.Job("b"), ParentCondition.Gathered),
            ],
        }).StoreAsync();
    }
}
