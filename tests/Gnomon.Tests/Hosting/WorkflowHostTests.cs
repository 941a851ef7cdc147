using System.Collections.Concurrent;
using System.Text;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>Workflows from .NET code, run by a real worker.</summary>
public sealed class WorkflowHostTests
{
    private static readonly IEnumerable<int> Three = [1, 2, 3];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_M46_each_step_of_a_chain_is_given_the_result_of_the_one_before()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            Workflow.Chain(Workflow.Job("add", 1), Workflow.Job("add", 10), Workflow.Job("add", 100)), Cancellation);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
        Assert.Equal(111, await host.Jobs.GetStepResultAsync<int>(id, "3", Cancellation));
    }

    [Fact]
    public async Task Row_M32_a_step_may_do_without_the_results()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            Workflow.Chain(Workflow.Job("add", 1), Workflow.Job("add", 10, step => step.TakesResults(false))),
            Cancellation);
        await EndAsync(host, id);
        Assert.Equal(10, await host.Jobs.GetStepResultAsync<int>(id, "2", Cancellation));
    }

    [Fact]
    public async Task Row_M4_a_chain_stops_where_a_step_fails_and_says_why_the_rest_was_skipped()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            Workflow.Chain(Workflow.Job("add", 1), Workflow.Job("fail", "no"), Workflow.Job("add", 3)), Cancellation);
        var ended = await EndAsync(host, id);
        Assert.Equal((WorkflowState.Failed, 1, 1, 1), (ended.State, ended.Jobs[JobState.Succeeded],
            ended.Jobs[JobState.Dead], ended.Jobs[JobState.Cancelled]));
        var last = (await host.Jobs.GetStepAsync(id, "3", Cancellation))!;
        Assert.Equal("it waited for the success of step '2', which ended dead", last.Error);
        Assert.True(last.Skipped);
    }

    [Fact]
    public async Task Row_M5_and_M47_a_group_runs_no_more_members_at_once_than_it_is_allowed()
    {
        var (running, most) = (0, 0);
        await using var host = await StartAsync(async () =>
        {
            var now = Interlocked.Increment(ref running);
            lock (Three) most = Math.Max(most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        });
        var jobs = Enumerable.Range(1, 30).Select(i => Workflow.Job("add", i)).ToList();
        var id = await host.Jobs.EnqueueWorkflowAsync(Workflow.Group(jobs, parallel: 2), Cancellation);
        var ended = await EndAsync(host, id);
        Assert.Equal((WorkflowState.Succeeded, 31), (ended.State, ended.Jobs[JobState.Succeeded]));
        Assert.InRange(most, 1, 2);
        Assert.Equal(2, ended.Groups[Workflow.Members]);
    }

    [Fact]
    public async Task Row_M6_and_M48_a_chord_calls_back_once_with_the_results_of_all()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            Workflow.Chord(
                [.. Three.Select(i => Workflow.Job("add", i))], Workflow.Job("add", 100), Workflow.Job("errors", 0)),
            Cancellation);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
        Assert.Equal(106, await host.Jobs.GetStepResultAsync<int>(id, Workflow.Success, Cancellation));
        Assert.Equal(
            (JobState.Cancelled, true), Seen(await host.Jobs.GetStepAsync(id, Workflow.Failure, Cancellation)));
        Assert.Equal(Three, await host.Jobs.GetStepResultAsync<int[]>(id, Workflow.Members, Cancellation));
    }

    [Fact]
    public async Task Row_M6_and_M37_a_chord_with_a_failed_member_calls_the_other_callback()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            Workflow.Chord(
                [Workflow.Job("add", 1), Workflow.Job("fail", "no")], Workflow.Job("add", 100), Workflow.Job("errors", 0)),
            Cancellation);
        // The failure has been waited for, so it is not that of the workflow.
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
        Assert.Equal(
            (JobState.Cancelled, true), Seen(await host.Jobs.GetStepAsync(id, Workflow.Success, Cancellation)));
        Assert.Equal(
            "members: 1 of 2 did not succeed: 2 (dead)",
            await host.Jobs.GetStepResultAsync<string>(id, Workflow.Failure, Cancellation));
    }

    [Fact]
    public async Task Row_M35_and_M36_a_job_has_callbacks_of_its_own()
    {
        await using var host = await StartAsync();
        var good = await host.Jobs.EnqueueAsync(
            "add", 1, job => job.OnSuccess("add", 10).OnError("errors", 0), Cancellation);
        Assert.Equal(JobState.Succeeded, (await host.EndedAsync(good)).State);
        var workflow = new WorkflowId(good.Value);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, workflow)).State);
        Assert.Equal(11, await host.Jobs.GetStepResultAsync<int>(workflow, "success-1", Cancellation));

        var bad = await host.Jobs.EnqueueAsync(
            "fail", "no luck", job => job.OnSuccess("add", 10).OnError("errors", 0), Cancellation);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, new WorkflowId(bad.Value))).State);
        Assert.StartsWith(
            "job: no luck", await host.Jobs.GetStepResultAsync<string>(new WorkflowId(bad.Value), "error-1", Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_M52_a_workflow_is_looked_at_waited_for_with_a_bound_and_found_again_by_its_id()
    {
        await using var host = await StartAsync();
        var chosen = WorkflowId.New(TimeProvider.System);
        var id = await host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder("wait").Id(chosen).Signal("go").Step("work", "add", 1, step => step.After("go")),
            Cancellation);
        Assert.Equal(chosen, id);
        Assert.Equal(WorkflowState.Running, (await host.Jobs.GetWorkflowAsync(id, Cancellation))!.State);
        var early = await host.Jobs.WaitWorkflowAsync(id, TimeSpan.FromMilliseconds(1), Cancellation);
        Assert.Equal(WorkflowState.Running, early!.State);
        Assert.Equal(ControlOutcome.Done, await host.Jobs.SignalAsync(id, "go", new { by = "me" }, Cancellation));
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
        Assert.Null(await host.Jobs.WaitWorkflowAsync(WorkflowId.New(TimeProvider.System), null, Cancellation));
    }

    [Fact]
    public async Task Row_M51_and_M53_what_is_known_of_a_group_is_read_by_id_and_removed()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder("meta").Each("all", "add", Three), Cancellation);
        var ended = await EndAsync(host, id);
        Assert.Equal(("meta", 4), (ended.Name, ended.Jobs.Values.Sum()));
        Assert.Equal(JobState.Succeeded, (await host.Jobs.GetStepAsync(id, "all/2", Cancellation))!.State);
        Assert.Equal(ControlOutcome.Done, await host.Jobs.DeleteWorkflowAsync(id, Cancellation));
        Assert.Null(await host.Jobs.GetWorkflowAsync(id, Cancellation));
        Assert.Null(await host.Jobs.GetStepAsync(id, "all/2", Cancellation));
    }

    [Fact]
    public async Task A_step_is_given_what_the_signal_carried()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder().Signal("amount").Step("pay", "add", 1, step => step.After("amount").TakesResults()),
            Cancellation);
        await host.Jobs.SignalAsync(id, "amount", 41, Cancellation);
        await EndAsync(host, id);
        Assert.Equal(42, await host.Jobs.GetStepResultAsync<int>(id, "pay", Cancellation));
    }

    [Fact]
    public async Task A_nested_workflow_that_compensates_has_succeeded_and_a_timer_puts_off_what_follows()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder()
                .Nested("inner", inner => inner
                    .Step("try", "fail", "no")
                    .Step("undo", "add", 1, step => step.AfterFailureOf("try")))
                .Timer("pause", TimeSpan.FromMilliseconds(1), step => step.After("inner"))
                .Step("after", "add", 5, step => step.After("pause")),
            Cancellation);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
        Assert.Equal(JobState.Dead, (await host.Jobs.GetStepAsync(id, "inner/try", Cancellation))!.State);
        Assert.Equal(5, await host.Jobs.GetStepResultAsync<int>(id, "after", Cancellation));
    }

    [Fact]
    public async Task A_running_job_adds_steps_to_its_own_workflow()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder().Step("plan", "grow", 3).Step("seal", "add", 0), Cancellation);
        await EndAsync(host, id);
        Assert.Equal(7, await host.Jobs.GetStepResultAsync<int>(id, "late", Cancellation));
    }

    [Fact]
    public async Task Middleware_versions_and_encryption_apply_to_the_jobs_of_workflows()
    {
        var key = new EncryptionKey("k", Enumerable.Repeat((byte)7, 32).ToArray());
        var seen = new ConcurrentQueue<string>();
        await using var host = await StartAsync(configure: g => g
            .Encrypt(new EncryptionOptions { Keys = [key], Results = true })
            .AddEnqueueMiddleware(draft =>
            {
                seen.Enqueue(draft.Spec.Workflow!.Step);
                return draft;
            }));
        var id = await host.Jobs.EnqueueWorkflowAsync(
            Workflow.Chord([.. Three.Select(i => Workflow.Job("add", i))], Workflow.Job("add", 100)), Cancellation);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
        Assert.Equal(["members/1", "members/2", "members/3", "members", "success"], seen);
        Assert.True(PayloadCipher.IsSealed((await host.Jobs.GetStepAsync(id, "members/1", Cancellation))!.Spec.Args));
        Assert.Equal(106, await host.Jobs.GetStepResultAsync<int>(id, Workflow.Success, Cancellation));
    }

    [Fact]
    public async Task A_workflow_is_cancelled_retried_and_restarted_as_a_whole()
    {
        await using var host = await StartAsync();
        var id = await host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder().Signal("go").Step("work", "add", 1, step => step.After("go")), Cancellation);
        Assert.Equal(ControlOutcome.Done, await host.Jobs.CancelWorkflowAsync(id, Cancellation));
        Assert.Equal(WorkflowState.Cancelled, (await EndAsync(host, id)).State);
        Assert.Equal(ControlOutcome.NotAllowed, await host.Jobs.SignalAsync(id, "go", Cancellation));
        Assert.Equal(ControlOutcome.Done, await host.Jobs.RetryWorkflowAsync(id, Cancellation));
        await host.Jobs.SignalAsync(id, "go", Cancellation);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
        Assert.Equal(ControlOutcome.Done, await host.Jobs.RestartWorkflowAsync(id, Cancellation));
        Assert.Equal(WorkflowState.Running, (await host.Jobs.GetWorkflowAsync(id, Cancellation))!.State);
        await host.Jobs.SignalAsync(id, "go", Cancellation);
        Assert.Equal(WorkflowState.Succeeded, (await EndAsync(host, id)).State);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_anything_is_stored()
    {
        await using var host = await StartAsync();
        await Assert.ThrowsAsync<InvalidJobException>(() => host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder().Step("a", "add", 1, step => step.After("b")), Cancellation));
        var chosen = await Assert.ThrowsAsync<InvalidJobException>(() => host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder().Step("a", "add", 1, step => step.With(job => job.Id(JobId.New(TimeProvider.System)))),
            Cancellation));
        Assert.Equal("steps.a.id", chosen.Field);
        Assert.Throws<InvalidOperationException>(() => host.Jobs.Draft("add", 1, job => job.OnSuccess("add", 2)));
        var holder = await host.Jobs.EnqueueAsync("add", 1, job => job.Key("k").In(TimeSpan.FromHours(1)), Cancellation);
        var taken = await Assert.ThrowsAsync<DuplicateJobException>(() => host.Jobs.EnqueueWorkflowAsync(
            new WorkflowBuilder().Step("a", "add", 1, step => step.With(job => job.Key("k"))), Cancellation));
        Assert.Equal(holder, taken.Holder);
        Assert.Equal(holder, await host.Jobs.EnqueueAsync("add", 1, job => job.Key("k").OnError("errors", 0), Cancellation));
    }

    private static (JobState, bool) Seen(Job? job) => (job!.State, job.Skipped);

    private static async Task<WorkflowInfo> EndAsync(TestHost host, WorkflowId id) =>
        await host.Jobs.WaitWorkflowAsync(id, null, Cancellation) ?? throw new InvalidOperationException("no workflow");

    private static Task<TestHost> StartAsync(
        Func<Task>? during = null, Action<Gnomon.Hosting.GnomonBuilder>? configure = null) => TestHost.StartAsync(g =>
    {
        g.AddHandler("add", async (int n, JobContext job) =>
        {
            if (during is not null) await during();
            var before = job.Spec.Workflow is { TakesResults: true } ? await job.GetResultsAsync<int>() : [];
            return n + before.Sum();
        });
        g.AddHandler("fail", (string why, JobContext _) =>
            why.Length > 0 ? throw new JobFailedException(why) { Permanent = true } : 0);
        g.AddHandler("errors", async (int _, JobContext job) =>
        {
            var errors = new StringBuilder();
            await foreach (var parent in job.GetParentsAsync()) errors.Append(parent.Step).Append(": ").Append(parent.Error);
            return errors.ToString();
        });
        g.AddHandler("grow", async (int n, JobContext job) =>
        {
            await job.EnqueueWorkflowAsync(
                new WorkflowBuilder().Id(job.WorkflowId!.Value).Stored("plan")
                    .Step("late", "add", n + 1, step => step.After("plan").TakesResults()),
                job.Cancellation);
            return n;
        });
        configure?.Invoke(g);
        g.AddWorker();
    });
}
