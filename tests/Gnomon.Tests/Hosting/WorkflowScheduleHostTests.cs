using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>Schedules that declare workflows in code, run by real workers.</summary>
public sealed class WorkflowScheduleHostTests
{
    private readonly TaskCompletionSource<WorkflowId> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_M11_a_tick_runs_a_chain_and_ends_with_it()
    {
        await using var host = await StartAsync(
            Workflow.Chain(Workflow.Job("add", 1), Workflow.Job("add", 10), Workflow.Job("last", 100)));
        var (run, id) = await EndAsync(host);
        Assert.Equal((JobState.Succeeded, "s"), (run.State, run.Spec.Schedule));
        Assert.Equal("3 steps succeeded", await host.Jobs.GetResultAsync<string>(run.Id, Cancellation));
        Assert.Equal(111, await host.Jobs.GetStepResultAsync<int>(id, "3", Cancellation));
        var workflow = (await host.Jobs.GetWorkflowAsync(id, Cancellation))!;
        Assert.Equal(("chain", "s", run.Spec.Tick), (workflow.Name, workflow.Schedule, workflow.Tick));
    }

    [Fact]
    public async Task Row_M12_a_tick_runs_a_group_with_its_bound()
    {
        await using var host = await StartAsync(
            Workflow.Group([Workflow.Job("add", 1), Workflow.Job("add", 2), Workflow.Job("last", 3)], parallel: 1));
        var (run, id) = await EndAsync(host);
        Assert.Equal(JobState.Succeeded, run.State);
        var group = Assert.Single((await host.Jobs.GetWorkflowAsync(id, Cancellation))!.Groups);
        Assert.Equal((Workflow.Members, 1), (group.Key, group.Value));
    }

    [Fact]
    public async Task Row_M13_a_tick_runs_a_chord_whose_callback_is_given_the_results()
    {
        await using var host = await StartAsync(Workflow.Chord(
            [Workflow.Job("add", 1), Workflow.Job("add", 2)], Workflow.Job("last", 100), Workflow.Job("add", -1)));
        var (run, id) = await EndAsync(host);
        Assert.Equal(JobState.Succeeded, run.State);
        Assert.Equal(103, await host.Jobs.GetStepResultAsync<int>(id, Workflow.Success, Cancellation));
    }

    [Fact]
    public async Task A_tick_whose_workflow_fails_has_failed_and_names_the_step()
    {
        await using var host = await StartAsync(
            new WorkflowBuilder().Step("a", "last", 1).Step("b", "fail", 2, step => step.After("a")));
        var (run, id) = await EndAsync(host);
        Assert.Equal(JobState.Dead, run.State);
        Assert.StartsWith($"1 of 2 steps of workflow {id} failed: b: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_a_builder_says_of_a_step_is_kept_in_the_schedule()
    {
        static void Configure(StepBuilder step) => step.AfterFailureOf("a").AfterEndOf("w").AfterSignal("x", "y")
            .TakesResults().OnFailure(StepFailure.CancelRest).In(TimeSpan.FromMilliseconds(1))
            .With(job => job.Retry(TimeSpan.FromSeconds(5)).Priority(8).Queue("q").Timeout(TimeSpan.FromMinutes(3)));
        var builder = new WorkflowBuilder("all").Retention(TimeSpan.FromHours(3)).Step("a", "last", 1)
            .Signal("w", "go").Timer("t", TimeSpan.FromSeconds(2)).Step("b", "last", 2, Configure);
        await using var host = await StartAsync(builder);
        var id = await _last.Task.WaitAsync(Cancellation);
        var kept = (await host.Jobs.GetStepAsync(id, "b", Cancellation))!.Spec;
        Assert.Equal(
            ("q", (byte)8, TimeSpan.FromMinutes(3), 2), (kept.Queue, kept.Priority, kept.Timeout, kept.Retry.MaxAttempts));
        var place = kept.Workflow!;
        Assert.Equal((true, StepFailure.CancelRest), (place.TakesResults, place.OnFailure));
        Assert.Equal(TimeSpan.FromMilliseconds(1), place.Delay);
        Assert.Equal([ParentCondition.Failed, ParentCondition.Ended], place.Parents.Select(parent => parent.When));
        Assert.Equal(["x", "y"], place.Signals);
        Assert.Equal("all", (await host.Jobs.GetWorkflowAsync(id, Cancellation))!.Name);
    }

    [Fact]
    public async Task A_workflow_that_cannot_be_in_a_schedule_keeps_the_program_from_starting()
    {
        var named = new WorkflowBuilder().Id(WorkflowId.New(TimeProvider.System)).Step("a", "add", 1);
        var refused = await Assert.ThrowsAsync<InvalidJobException>(() => StartAsync(named));
        Assert.Contains("schedule 's' cannot be chosen", refused.Message, StringComparison.Ordinal);
        var adrift = new WorkflowBuilder().Step("a", "add", 1, step => step.After("b"));
        refused = await Assert.ThrowsAsync<InvalidJobException>(() => StartAsync(adrift));
        Assert.Contains("schedule 's': workflow.steps.a.after", refused.Message, StringComparison.Ordinal);
        var joins = new WorkflowBuilder().Stored("z").Step("a", "add", 1, step => step.After("z"));
        await Assert.ThrowsAsync<InvalidJobException>(() => StartAsync(joins));
    }

    private async Task<TestHost> StartAsync(WorkflowBuilder workflow) => await TestHost.StartAsync(g => g
        .AddHandler("add", async (int n, JobContext job) => n + await SumAsync(job))
        .AddHandler("last", async (int n, JobContext job) =>
        {
            _last.TrySetResult(job.WorkflowId!.Value);
            return n + await SumAsync(job);
        })
        .AddHandler("fail", (int n, JobContext _) => n > 0 ? throw new InvalidOperationException("no") : n)
        .AddSchedule(
            "s", When.Every(TimeSpan.FromMilliseconds(200)), workflow, schedule => schedule with { MaxRuns = 1 })
        .AddWorker());

    private async Task<(Job Run, WorkflowId Workflow)> EndAsync(TestHost host)
    {
        var id = await _last.Task.WaitAsync(Cancellation);
        return (await host.EndedAsync(new JobId(id.Value)), id);
    }

    private static async Task<int> SumAsync(JobContext job) =>
        job.Spec.Workflow is { TakesResults: true } ? (await job.GetResultsAsync<int>()).Sum() : 0;
}
