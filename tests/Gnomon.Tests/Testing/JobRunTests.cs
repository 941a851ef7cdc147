using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Conformance;
using Gnomon.Testing.Faults;
using Gnomon.Triggers;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Testing;

/// <summary>Hosts that run in fake time until they are idle.</summary>
public sealed class JobRunTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_run_until_none_is_left_and_time_stands_while_nobody_waits()
    {
        await using var bench = await StartAsync((g, _) => g.AddHandler("add", (int n, JobContext _) => n + 1));
        var ids = new List<JobId>();
        for (var i = 0; i < 50; i++) ids.Add(await bench.Jobs.EnqueueAsync("add", i, cancellation: Cancellation));
        var passed = await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        Assert.True(passed < TimeSpan.FromSeconds(10), $"{passed} went by");
        for (var i = 0; i < 50; i++) await bench.Expected.ResultAsync(ids[i], i + 1, Cancellation);
    }

    [Fact]
    public async Task Handlers_that_wait_keep_their_leases()
    {
        await using var bench = await StartAsync((g, time) => g.AddHandler("slow", async (int minutes, JobContext job) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(minutes), time, job.Cancellation);
            return minutes;
        }));
        var id = await bench.Jobs.EnqueueAsync("slow", 5, cancellation: Cancellation);
        var passed = await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        Assert.InRange(passed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.1));
        var job = await bench.Expected.StateAsync(id, JobState.Succeeded, Cancellation);
        Assert.Equal(1, job.Attempt);
    }

    [Fact]
    public async Task Retries_are_waited_for_and_happen_at_their_time()
    {
        var tries = new List<DateTimeOffset>();
        await using var bench = await StartAsync((g, time) => g.AddHandler("flaky", (int _, JobContext _) =>
        {
            tries.Add(time.GetUtcNow());
            return tries.Count < 3 ? throw new InvalidOperationException("not yet") : tries.Count;
        }));
        var start = bench.Time.GetUtcNow();
        var id = await bench.Jobs.EnqueueAsync(
            "flaky", 0, o => o.Retry(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20)), Cancellation);
        await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        await bench.Expected.ResultAsync(id, 3, Cancellation);
        Assert.InRange(tries[1] - start, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.1));
        Assert.InRange(tries[2] - tries[1], TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(20.1));
    }

    [Fact]
    public async Task Time_stands_while_a_handler_does_something_that_the_clock_knows_nothing_of()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var bench = await StartAsync((g, _) => g.AddHandler("real", async (int n, JobContext _) =>
        {
            started.SetResult();
            await release.Task;
            return n;
        }));
        var id = await bench.Jobs.EnqueueAsync("real", 3, cancellation: Cancellation);
        var run = bench.Run.UntilIdleAsync(cancellation: Cancellation);
        await started.Task;
        for (var i = 0; i < 1000; i++) await Task.Yield();
        release.SetResult();
        Assert.Equal(TimeSpan.Zero, await run);
        await bench.Expected.ResultAsync(id, 3, Cancellation);
    }

    [Fact]
    public async Task Jobs_that_wait_for_a_batch_do_not_hold_up_time()
    {
        var options = new BatchOptions { MaxSize = 10, MaxWait = TimeSpan.FromSeconds(5) };
        await using var bench = await StartAsync((g, _) => g.AddBatchHandler<Sums, Number, int>(options));
        var ids = new List<JobId>();
        for (var i = 1; i <= 3; i++) ids.Add(await bench.Jobs.EnqueueAsync(new Number(i), cancellation: Cancellation));
        Assert.Equal(TimeSpan.FromSeconds(7), await bench.Run.UntilIdleAsync(cancellation: Cancellation));
        foreach (var id in ids) await bench.Expected.ResultAsync(id, 6, Cancellation);
    }

    [Fact]
    public async Task Jobs_that_are_due_after_the_bound_stay()
    {
        await using var bench = await StartAsync((g, _) => g.AddHandler("later", (int n, JobContext _) => n));
        var id = await bench.Jobs.EnqueueAsync("later", 0, o => o.In(TimeSpan.FromHours(3)), Cancellation);
        Assert.Equal(TimeSpan.Zero, await bench.Run.UntilIdleAsync(cancellation: Cancellation));
        await bench.Expected.StateAsync(id, JobState.Scheduled, Cancellation);
        await bench.Run.UntilIdleAsync(TimeSpan.FromHours(4), Cancellation);
        await bench.Expected.StateAsync(id, JobState.Succeeded, Cancellation);
    }

    [Fact]
    public async Task Every_tick_of_a_span_runs()
    {
        await using var bench = await StartAsync((g, _) => g
            .AddHandler("report", (int n, JobContext _) => n)
            .AddSchedule("hourly", When.Every(TimeSpan.FromHours(1)), "report", 1, o => o.Retention(TimeSpan.FromDays(9))));
        await bench.Run.ForAsync(TimeSpan.FromHours(24.5), Cancellation);
        await bench.Expected.CountAsync(24, "report", JobState.Succeeded, Cancellation);
    }

    [Fact]
    public async Task Job_that_no_worker_can_run_is_named_with_the_reason()
    {
        await using var bench = await StartAsync((g, _) => g.AddHandler("known", (int n, JobContext _) => n));
        var id = await bench.Jobs.EnqueueAsync("unknown", 7, cancellation: Cancellation);
        var trouble = await Assert.ThrowsAsync<ExpectationException>(
            () => bench.Run.UntilIdleAsync(cancellation: Cancellation));
        Assert.Contains($"{id} unknown 7 in queue default: Scheduled, attempt 1", trouble.Message);
        Assert.Contains("no worker has its handler", trouble.Message);
    }

    [Fact]
    public async Task Job_in_a_queue_without_a_worker_is_named_at_the_bound()
    {
        await using var bench = await StartAsync((g, _) => g.AddHandler("known", (int n, JobContext _) => n));
        var id = await bench.Jobs.EnqueueAsync("known", 7, o => o.Queue("other"), Cancellation);
        var trouble = await Assert.ThrowsAsync<ExpectationException>(
            () => bench.Run.UntilIdleAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.Contains($"after 00:01:00 of fake time it is busy with:\n  {id} known 7", trouble.Message);
        Assert.Contains("Ready, attempt 0; no worker takes its queue", trouble.Message);
    }

    [Fact]
    public async Task Jobs_of_a_paused_queue_are_not_waited_for()
    {
        await using var bench = await StartAsync((g, _) => g.AddHandler("known", (int n, JobContext _) => n));
        await bench.Parts.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, true), Cancellation);
        var id = await bench.Jobs.EnqueueAsync("known", 7, cancellation: Cancellation);
        await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        await bench.Expected.StateAsync(id, JobState.Ready, Cancellation);
    }

    [Fact]
    public async Task Worker_reports_again_when_the_store_fails_and_the_job_runs_once()
    {
        var runs = 0;
        await using var bench = await StartAsync((g, _) => g.AddHandler(
            "once", (int _, JobContext _) => Interlocked.Increment(ref runs)));
        bench.Faults.Fail(StoreCall.Settle);
        var id = await bench.Jobs.EnqueueAsync("once", 0, cancellation: Cancellation);
        await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        await bench.Expected.ResultAsync(id, 1, Cancellation);
        Assert.Equal(2, bench.Faults.CallsOf(StoreCall.Settle));
    }

    [Fact]
    public async Task Call_that_a_test_holds_up_does_not_hold_up_time_for_ever()
    {
        await using var bench = await StartAsync(
            (g, _) => g.AddHandler("held", (int n, JobContext _) => n), TimeSpan.FromMilliseconds(100));
        var held = bench.Faults.Hold(StoreCall.Settle);
        var id = await bench.Jobs.EnqueueAsync("held", 1, cancellation: Cancellation);
        await held.Reached;
        var trouble = await Assert.ThrowsAsync<ExpectationException>(
            () => bench.Run.UntilIdleAsync(TimeSpan.FromSeconds(1), Cancellation));
        Assert.Contains($"{id} held 1 in queue default: Running, attempt 1, on ", trouble.Message);
        held.Release();
        await bench.Run.UntilIdleAsync(cancellation: Cancellation);
        await bench.Expected.ResultAsync(id, 1, Cancellation);
    }

    [Fact]
    public async Task Negative_bound_is_refused()
    {
        await using var bench = await StartAsync((_, _) => { });
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => bench.Run.UntilIdleAsync(TimeSpan.FromSeconds(-1), Cancellation));
    }

    private static Task<TestingBench> StartAsync(
        Action<GnomonBuilder, FakeTime> configure, TimeSpan? patience = null) =>
        TestingBench.StartAsync(
            (g, time) =>
            {
                g.AddWorker();
                configure(g, time);
            },
            patience);

    [JobName("number")]
    private sealed record Number(int Value);

    private sealed class Sums(TimeProvider time) : IBatchHandler<Number, int>
    {
        public async Task RunAsync(IReadOnlyList<BatchItem<Number, int>> batch, CancellationToken cancellation)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), time, cancellation);
            foreach (var item in batch) item.Succeed(batch.Sum(other => other.Args.Value));
        }
    }
}
