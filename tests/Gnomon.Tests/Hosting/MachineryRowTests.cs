using System.Collections.Concurrent;
using Gnomon.Api;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>What machinery's server, workers, periodic tasks and retries can do, row by row of its description, done by a
/// program in fake time. The rows of workflows have their tests with workflows.</summary>
public sealed class MachineryRowTests
{
    private static readonly DateTimeOffset Start = RowBench.Start;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_M7_a_hook_sees_and_changes_every_job_before_it_is_stored()
    {
        var seen = new ConcurrentQueue<string>();
        await using var bench = await RowBench.StartAsync(g => g
            .AddEnqueueMiddleware(draft =>
            {
                if (draft.Spec.Queue == "closed") throw new InvalidJobException("queue", "'closed' takes no jobs");
                seen.Enqueue(draft.Spec.Schedule ?? draft.Spec.Workflow?.Step ?? "job");
                return draft with { Spec = draft.Spec with { Tags = ["seen"] } };
            })
            .AddSchedule("tick", When.At(Start.AddSeconds(10)), RowBench.Note, "x"));
        await bench.Jobs.EnqueueAsync(RowBench.Note, "x", cancellation: Cancellation);
        await bench.Jobs.EnqueueWorkflowAsync(Workflow.Chain(Workflow.Job(RowBench.Note, "x")), Cancellation);
        await Assert.ThrowsAsync<InvalidJobException>(
            () => bench.Jobs.EnqueueAsync(RowBench.Note, "x", job => job.Queue("closed"), Cancellation));
        await bench.ForAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["1", "job", "tick"], seen.Order(StringComparer.Ordinal));
        Assert.Equal(3, bench.Noted.Count);
        Assert.All(bench.Noted, note => Assert.Equal(["seen"], note.Job.Tags));
    }

    [Fact]
    public async Task Row_M8_the_parts_of_the_server_are_services_of_the_host_and_of_each_attempt()
    {
        await using var bench = await RowBench.StartAsync(g => g
            .AddHandler("ask", async (int _, JobContext job) =>
            {
                var parts = job.Services!.GetRequiredService<StoreParts>();
                var stats = await parts.Query.GetStatsAsync(job.Cancellation);
                await job.Services!.GetRequiredService<JobClient>()
                    .EnqueueAsync(RowBench.Note, "from a handler", cancellation: job.Cancellation);
                var nodes = await parts.Cluster.ListAsync(job.Cancellation);
                return $"{stats.Jobs[JobState.Running]} runs on {nodes.Count} node";
            }));
        var id = await bench.Jobs.EnqueueAsync("ask", 1, cancellation: Cancellation);
        await bench.UntilIdleAsync();
        Assert.Equal("1 runs on 1 node", await bench.Jobs.GetResultAsync<string>(id, Cancellation));
        Assert.Equal("from a handler", Assert.Single(bench.Noted).Text);
    }

    [Fact]
    public async Task Row_M9_workers_have_a_name_a_concurrency_and_queues_of_their_own()
    {
        var time = new FakeTime();
        var running = new ConcurrentDictionary<string, int>();
        var most = new ConcurrentDictionary<string, int>();
        await using var bench = await RowBench.StartAsync(
            g => g.AddHandler("work", async (int n, JobContext job) =>
            {
                var now = running.AddOrUpdate(job.Spec.Queue, 1, (_, count) => count + 1);
                most.AddOrUpdate(job.Spec.Queue, now, (_, before) => Math.Max(before, now));
                await Task.Delay(TimeSpan.FromSeconds(1), time, job.Cancellation);
                running.AddOrUpdate(job.Spec.Queue, 0, (_, count) => count - 1);
                return n;
            }),
            [
                new WorkerOptions { Node = "mailer", Queues = ["mail"], Concurrency = 3 },
                new WorkerOptions { Node = "any", Concurrency = 1 },
            ],
            time);
        var ids = new List<JobId>();
        foreach (var queue in (string[])["mail", JobLimits.DefaultQueue])
            for (var i = 0; i < 6; i++)
                ids.Add(await bench.Jobs.EnqueueAsync("work", i, job => job.Queue(queue), Cancellation));
        await bench.UntilIdleAsync();
        Assert.Equal((3, 1), (most["mail"], most[JobLimits.DefaultQueue]));
        foreach (var id in ids)
        {
            var job = await bench.Jobs.GetAsync(id, Cancellation);
            Assert.Equal((JobState.Succeeded, job!.Spec.Queue == "mail" ? "mailer" : "any"), (job.State, job.Node));
        }

        Assert.Equal(
            ["any default 1", "mailer mail 3"],
            (await bench.Api.ListNodesAsync(Cancellation)).Items
                .Select(node => $"{node.Id} {string.Join(',', node.Queues)} {node.Concurrency}").Order());
    }

    [Theory]
    [InlineData("""{"cron":"40 0 ? * *"}""", "01 00:40:00", "02 00:40:00")]
    [InlineData("""{"cron":"@daily"}""", "02 00:00:00")]
    [InlineData("""{"every":"11h"}""", "01 11:00:00", "01 22:00:00")]
    [InlineData("""{"cron":"0 9 * * *","zone":"Asia/Tokyo"}""", "02 00:00:00")]
    [InlineData("""{"cron":"0 9 * * *"}""", "01 09:00:00")]
    public async Task Row_M10_periodic_tasks_have_the_specifications_that_they_had(string trigger, params string[] expected)
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        await bench.PutAsync("s", $$"""{"trigger":{{trigger}},"handler":"note","args":"s"}""");
        await bench.ForAsync(TimeSpan.FromHours(25));
        Assert.Equal(expected, bench.Ticks("s").Select(tick => tick.ToString("dd HH:mm:ss")));
    }

    [Fact]
    public async Task A_tick_whose_handler_makes_a_workflow_makes_one_however_often_it_is_tried()
    {
        await using var bench = await RowBench.StartAsync(g => g
            .AddHandler("weekly", async (string form, JobContext job) =>
            {
                WorkflowJob[] jobs = [Workflow.Job(RowBench.Note, "one"), Workflow.Job(RowBench.Note, "two")];
                var workflow = form switch
                {
                    "chain" => Workflow.Chain(jobs),
                    "group" => Workflow.Group(jobs, parallel: 1),
                    _ => Workflow.Chord(jobs, Workflow.Job(RowBench.Note, "all")),
                };
                await job.EnqueueWorkflowAsync(workflow.Id(new WorkflowId(job.Id.Value)), job.Cancellation);
                return job.Attempt > 1 ? form : throw new InvalidOperationException("after it was stored");
            })
            .AddSchedule("s1", When.At(Start.AddHours(1)), "weekly", "chain", job => job.Retry(TimeSpan.Zero))
            .AddSchedule("s2", When.At(Start.AddHours(2)), "weekly", "group", job => job.Retry(TimeSpan.Zero))
            .AddSchedule("s3", When.At(Start.AddHours(3)), "weekly", "chord", job => job.Retry(TimeSpan.Zero)));
        await bench.ForAsync(TimeSpan.FromHours(4));
        Assert.Equal(["one", "two", "one", "two", "one", "two", "all"], bench.Noted.Select(note => note.Text));
        var workflows = (await bench.Api.ListWorkflowsAsync(new WorkflowListQuery(), Cancellation)).Items;
        Assert.Equal(["chord", "group", "chain"], workflows.Select(workflow => workflow.Name));
        Assert.All(workflows, workflow => Assert.Equal("succeeded", workflow.State));
    }

    [Fact]
    public async Task Row_M33_a_retry_count_and_fibonacci_waits_are_a_retry_policy_and_every_attempt_is_kept()
    {
        await using var bench = await RowBench.StartAsync(Failing);
        // The count of machinery is that of retries; its waits begin at the second 1.
        var ours = await FailAsync(bench, RetryPolicy.Growing(Backoff.Fibonacci, 6, TimeSpan.FromSeconds(1)));
        var theirs = await FailAsync(
            bench, RetryPolicy.After([.. new[] { 1, 2, 3, 5, 8 }.Select(wait => TimeSpan.FromSeconds(wait))]));
        await bench.UntilIdleAsync();
        Assert.Equal([1, 1, 2, 3, 5], await WaitsAsync(bench, ours));
        Assert.Equal([1, 2, 3, 5, 8], await WaitsAsync(bench, theirs));
    }

    [Fact]
    public async Task Row_M34_the_first_wait_is_chosen_and_the_later_ones_grow_from_it()
    {
        await using var bench = await RowBench.StartAsync(Failing);
        var id = await FailAsync(
            bench,
            RetryPolicy.Growing(Backoff.Fibonacci, 5, TimeSpan.FromSeconds(5), cap: TimeSpan.FromSeconds(12)));
        await bench.UntilIdleAsync();
        Assert.Equal([5, 5, 10, 12], await WaitsAsync(bench, id));
    }

    [Fact]
    public async Task Row_M_1h_7_a_chord_whose_process_ends_before_its_callback_calls_back_once_also_when_the_last_failed()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTime();
        Task<RowBench> OpenAsync(string queue) => RowBench.StartAsync(
            g => Failing(g.UseStore($"local:{folder["store"]}")), [new WorkerOptions { Queues = [queue] }], time);
        WorkflowJob Callback(string text) => Workflow.Job(RowBench.Note, text, step => step.With(job => job.Queue("late")));
        WorkflowId good, bad;
        await using (var first = await OpenAsync(JobLimits.DefaultQueue))
        {
            good = await first.Jobs.EnqueueWorkflowAsync(
                Workflow.Chord([Workflow.Job(RowBench.Note, "a")], Callback("good"), Callback("not")), Cancellation);
            bad = await first.Jobs.EnqueueWorkflowAsync(
                Workflow.Chord(
                    [Workflow.Job(RowBench.Note, "b"), Workflow.Job("fail", 1)], Callback("not"), Callback("bad")),
                Cancellation);
            await first.ForAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(["a", "b"], first.Noted.Select(note => note.Text).Order());
        }

        await using var second = await OpenAsync("late");
        await second.UntilIdleAsync();
        Assert.Equal(["bad", "good"], second.Noted.Select(note => note.Text).Order());
        foreach (var id in new[] { good, bad })
            Assert.Equal(WorkflowState.Succeeded, (await second.Jobs.GetWorkflowAsync(id, Cancellation))!.State);
    }

    private static void Failing(Gnomon.Hosting.GnomonBuilder gnomon) =>
        gnomon.AddHandler<int>("fail", (_, _) => throw new InvalidOperationException("broken"));

    private static Task<JobId> FailAsync(RowBench bench, RetryPolicy policy) =>
        bench.Jobs.EnqueueAsync("fail", 1, job => job.Retry(policy), Cancellation);

    /// <summary>The waits between the attempts in whole seconds.</summary>
    private static async Task<IReadOnlyList<int>> WaitsAsync(RowBench bench, JobId id)
    {
        var job = (await bench.Api.GetJobAsync(id.ToString(), Cancellation)).Attempts;
        return
        [
            .. job.Zip(job.Skip(1), (one, next) => (int)Math.Floor((next.StartedAt - one.FinishedAt!.Value).TotalSeconds)),
        ];
    }
}
