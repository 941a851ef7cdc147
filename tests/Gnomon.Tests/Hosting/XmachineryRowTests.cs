using System.Text;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>What xmachinery adds to machinery, row by row of its description, done by a program in fake time. Row X6 has
/// its tests with broadcasts.</summary>
public sealed class XmachineryRowTests
{
    private static readonly DateTimeOffset Start = RowBench.Start;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_X1_one_program_runs_single_jobs_workflows_and_what_is_scheduled()
    {
        await using var bench = await RowBench.StartAsync(
            g => g.AddSchedule("s", When.Every(Minute, Start), RowBench.Note, "tick"));
        await bench.Jobs.EnqueueAsync(RowBench.Note, "job", cancellation: Cancellation);
        await bench.Jobs.EnqueueWorkflowAsync(
            Workflow.Chain(Workflow.Job(RowBench.Note, "step 1"), Workflow.Job(RowBench.Note, "step 2")), Cancellation);
        await bench.ForAsync(Minute);
        Assert.Equal(["job", "step 1", "step 2", "tick"], bench.Noted.Select(note => note.Text).Order());
    }

    [Fact]
    public async Task Row_X2_a_scheduled_task_is_replaced_and_removed_by_its_id_for_all_processes_and_restarts()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTime();
        Task<RowBench> OpenAsync() => RowBench.StartAsync(g => g.UseStore($"local:{folder["store"]}"), time);
        await using (var first = await OpenAsync())
        {
            await first.PutAsync("s", Every("10s", "old"));
            await first.ForAsync(TimeSpan.FromSeconds(25));
            await first.PutAsync("s", Every("1m", "new"));
            await first.ForAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(["old", "old"], first.Noted.Select(note => note.Text));
        }

        await using (var second = await OpenAsync())
        {
            Assert.Equal(("s", 2L), ((await second.GetAsync("s")).Id, (await second.GetAsync("s")).Revision));
            await second.ForAsync(Minute);
            Assert.Equal([Start + Minute], second.Ticks("new"));
            await second.Api.RemoveScheduleAsync("s", null, Cancellation);
            await second.ForAsync(TimeSpan.FromMinutes(5));
            Assert.Single(second.Noted);
        }

        await using var third = await OpenAsync();
        await third.ForAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(third.Noted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException>(() => third.GetAsync("s"))).Status);
    }

    [Fact]
    public async Task Row_X3_each_tick_makes_a_fresh_job_of_the_schedules_handler_queue_and_arguments()
    {
        await using var bench = await RowBench.StartAsync(_ => { }, [new WorkerOptions { Queues = ["mail"] }]);
        await bench.PutAsync("digest", """
            {"trigger":{"cron":"* * * * *"},"handler":"note","queue":"mail","args":"to all","priority":7,"tags":["t"]}
            """);
        await bench.ForAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(3, bench.Noted.Select(note => note.Id).Distinct().Count());
        Assert.All(bench.Noted, note => Assert.Equal(
            (RowBench.Note, "mail", "\"to all\"", 7, "t", "digest", JobId.ForTick("digest", note.Job.Tick!.Value)),
            (note.Job.Handler, note.Job.Queue, Encoding.UTF8.GetString(note.Job.Args.Span), note.Job.Priority,
                note.Job.Tags[0], note.Job.Schedule, note.Id)));
    }

    [Fact]
    public async Task Row_X4_cron_has_seconds_and_a_faulty_one_is_refused_before_anything_is_changed()
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        await bench.PutAsync("s", Cron("*/20 1 * * * *"));
        var refused = await Assert.ThrowsAsync<ApiException>(() => bench.PutAsync("s", Cron("*/20 61 * * * *")));
        Assert.Equal((400, "trigger.cron"), (refused.Status, refused.Field));
        await bench.ForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal([60, 80, 100], bench.Ticks("s").Select(tick => (tick - Start).TotalSeconds));
        Assert.Equal(1, (await bench.GetAsync("s")).Revision);
    }

    [Fact]
    public async Task Row_X5_and_M_1h_11_of_several_processes_one_runs_each_occurrence_and_none_is_lost_with_one()
    {
        var time = new FakeTime();
        await using var store = new LocalStore(new LocalStoreOptions(), time);
        var shared = await SharedStore.OfAsync(store);
        Task<RowBench> JoinAsync() => RowBench.StartAsync(
            g => g.WrapStore(_ => shared.Parts).AddSchedule("s", When.Every(Minute, Start), RowBench.Note, "s"), time);
        var first = await JoinAsync();
        await using var second = await JoinAsync();
        await first.ForAsync(TimeSpan.FromMinutes(3));
        var before = first.Ticks("s");
        // The first one leads.
        await first.DisposeAsync();
        await second.ForAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(
            [1, 2, 3, 4, 5, 6], before.Concat(second.Ticks("s")).Order().Select(tick => (tick - Start).TotalMinutes));
    }

    [Fact]
    public async Task Row_X5_and_M_1h_12_schedules_of_one_handler_and_one_time_do_not_suppress_each_other()
    {
        await using var bench = await RowBench.StartAsync(
            _ => { }, [new WorkerOptions { Queues = [JobLimits.DefaultQueue, "other"] }]);
        foreach (var (id, queue) in new[] { ("a", JobLimits.DefaultQueue), ("b", JobLimits.DefaultQueue), ("c", "other") })
            await bench.PutAsync(
                id,
                $$"""{"trigger":{"cron":"*/5 * * * *"},"handler":"note","args":"{{id}}","queue":"{{queue}}","overlap":"skip"}""");
        await bench.ForAsync(TimeSpan.FromMinutes(10));
        foreach (var id in (string[])["a", "b", "c"])
            Assert.Equal([5, 10], bench.Ticks(id).Select(tick => (tick - Start).TotalMinutes));
    }

    [Fact]
    public async Task Row_X7_what_waits_outlives_a_process_and_goes_by_priority_to_a_node_that_joins_and_has_the_queue()
    {
        using var folder = new TemporaryFolder();
        var url = $"local:{folder["store"]}";
        await using (var producer = await RowBench.StartAsync(g => g.UseStore(url), []))
            foreach (var (priority, queue) in new[] { (1, "mail"), (9, "mail"), (5, "mail"), (9, "video") })
                await producer.Jobs.EnqueueAsync(
                    RowBench.Note, $"{queue} {priority}", job => job.Queue(queue).Priority(priority), Cancellation);
        await using (var mail = await RowBench.StartAsync(
            g => g.UseStore(url), [new WorkerOptions { Queues = ["mail"], Concurrency = 1 }]))
        {
            await mail.ForAsync(Minute);
            Assert.Equal(["mail 9", "mail 5", "mail 1"], mail.Noted.Select(note => note.Text));
            Assert.Equal(1, (await mail.Api.GetStatsAsync(1, Cancellation)).Jobs["ready"]);
        }

        await using var video = await RowBench.StartAsync(
            g => g.UseStore(url), [new WorkerOptions { Queues = ["video"] }]);
        await video.UntilIdleAsync();
        Assert.Equal("video 9", Assert.Single(video.Noted).Text);
    }

    [Fact]
    public async Task Row_X7_state_and_progress_are_seen_live_and_each_task_has_its_own_interval_and_retries()
    {
        var time = new FakeTime();
        await using var bench = await RowBench.StartAsync(
            g => g
                .AddHandler("long", async (int n, JobContext job) =>
                {
                    job.ReportProgress(0.5, "half way");
                    await Task.Delay(Minute, time, job.Cancellation);
                    return n;
                })
                .AddHandler<int>("fail", (_, _) => throw new InvalidOperationException("broken"))
                .AddSchedule("often", When.Every(Minute, Start), "fail", 1, job => job.Retry(TimeSpan.FromSeconds(5)))
                .AddSchedule(
                    "seldom", When.Every(TimeSpan.FromMinutes(3), Start), "fail", 1,
                    job => job.Retry(RetryPolicy.Growing(Backoff.Fixed, 4, TimeSpan.FromSeconds(1)))),
            time);
        var id = await bench.Jobs.EnqueueAsync("long", 7, cancellation: Cancellation);
        await bench.ForAsync(TimeSpan.FromSeconds(30));
        var seen = await bench.Api.GetJobAsync(id.ToString(), Cancellation);
        Assert.Equal(("running", 0.5, "half way"), (seen.State, seen.Progress, seen.ProgressText));
        await bench.ForAsync(TimeSpan.FromSeconds(170));
        seen = await bench.Api.GetJobAsync(id.ToString(), Cancellation);
        Assert.Equal(("succeeded", "7"), (seen.State, seen.Result!.Value.GetRawText()));
        var failed = (await bench.Api.ListJobsAsync(new JobListQuery { State = "dead" }, Cancellation)).Items;
        Assert.Equal([2, 2, 2], failed.Where(job => job.Schedule == "often").Select(job => job.Attempt));
        Assert.Equal([4], failed.Where(job => job.Schedule == "seldom").Select(job => job.Attempt));
    }

    private static string Every(string interval, string text) =>
        $$"""{"trigger":{"every":"{{interval}}","anchor":"2026-01-01T00:00:00Z"},"handler":"note","args":"{{text}}"}""";

    private static string Cron(string cron) => $$"""{"trigger":{"cron":"{{cron}}"},"handler":"note","args":"s"}""";
}
