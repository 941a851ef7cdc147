using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;
using Xunit;

namespace Gnomon.Tests.Workers;

/// <summary>Stores that fail for a while, handlers that are not there, and what handlers report.</summary>
public sealed class WorkerTroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("claim", StoreProblem.Inaccessible)]
    [InlineData("claim", StoreProblem.Full)]
    [InlineData("settle", StoreProblem.Inaccessible)]
    [InlineData("settle", StoreProblem.Full)]
    [InlineData("renew", StoreProblem.Inaccessible)]
    public async Task Row_M_1h_5_a_store_that_fails_for_a_while_costs_no_job_and_no_second_run(
        string failing, StoreProblem problem)
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var runs = new ConcurrentDictionary<JobId, int>();
        bench.Handlers["work"] = async job =>
        {
            await Task.Yield();
            runs.AddOrUpdate(job.Id, 1, (_, count) => count + 1);
            return WorkerBench.NoResult;
        };
        var left = 7;
        bench.Store.Before = call => call == failing && Interlocked.Decrement(ref left) >= 0
            ? throw new StoreException(problem, "not now")
            : ValueTask.CompletedTask;
        await bench.StartAsync();
        var ids = new List<JobId>();
        for (var i = 0; i < 50; i++) ids.Add(await bench.EnqueueAsync("work"));
        foreach (var id in ids)
        {
            var job = await bench.EndedAsync(id);
            Assert.Equal((JobState.Succeeded, 1, 1), (job.State, job.Attempt, runs[id]));
        }
    }

    [Fact]
    public async Task A_report_that_cannot_be_stored_for_good_leaves_the_job_to_run_again()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        bench.Handlers["work"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        var left = 1;
        bench.Store.Before = call => call == "settle" && Interlocked.Decrement(ref left) >= 0
            ? throw new InvalidOperationException("a bug of the engine")
            : ValueTask.CompletedTask;
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("work");
        await bench.UntilAsync(() => bench.Store.Calls.ContainsKey("settle"));
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        await bench.Parts.Store.SweepAsync(100, Cancellation);
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Succeeded, 2), (job.State, job.Attempt));
        Assert.Contains(
            bench.Log.Lines,
            line => line.StartsWith("The reports on 1 attempts could not be stored; their jobs will run again."));
    }

    [Fact]
    public async Task An_unknown_handler_parks_its_job_longer_each_time_and_the_job_runs_once_there_is_one()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var id = await bench.EnqueueAsync("ghost");
        await bench.StartAsync();
        var parked = await bench.WhenAsync(id, job => job is { Attempt: 6, State: JobState.Scheduled });
        Assert.Equal("parked: no handler is named 'ghost' on the node that claimed the job", parked.Error);
        var waits = bench.Store.Settled.Select(entry => entry.Settlement.Wait.TotalSeconds);
        Assert.Equal([1, 2, 4, 8, 15, 15], waits.Take(6));
        bench.Handlers["ghost"] = job =>
            job.Claim.Failures + job.Claim.Spent == 0
                ? ValueTask.FromResult(WorkerBench.NoResult)
                : throw new InvalidOperationException("parking counted as a failure");
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(id)).State);
    }

    [Fact]
    public async Task A_source_of_handlers_that_throws_parks_the_job_and_stops_nothing()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        bench.Handlers["work"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        bench.Handlers.Trouble = new IOException("the folder is gone");
        var id = await bench.EnqueueAsync("work");
        await bench.StartAsync();
        await bench.WhenAsync(id, job => job is { Attempt: 2, State: JobState.Scheduled });
        bench.Handlers.Trouble = null;
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(id)).State);
    }

    [Fact]
    public async Task Log_lines_and_progress_can_be_read_while_the_job_runs()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Handlers["chatty"] = async job =>
        {
            job.Log("one");
            job.Log("two");
            job.ReportProgress(0.5, "half of it");
            await goOn.Task;
            job.Log("three");
            return WorkerBench.NoResult;
        };
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("chatty");
        var running = await bench.WhenAsync(id, job => job.Progress is not null);
        Assert.Equal(
            (JobState.Running, 0.5, "half of it"), (running.State, running.Progress, running.ProgressText));
        Assert.Equal(["one", "two"], await bench.Parts.Query.GetLogsAsync(id, Cancellation));
        goOn.SetResult();
        await bench.EndedAsync(id);
        Assert.Equal(["one", "two", "three"], await bench.Parts.Query.GetLogsAsync(id, Cancellation));
    }

    [Fact]
    public async Task Reports_that_a_failed_renewal_carried_are_sent_with_the_next()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var meeting = new Meeting();
        bench.Handlers["chatty"] = meeting.RunAsync;
        var left = 3;
        bench.Store.Before = call => call == "renew" && Interlocked.Decrement(ref left) >= 0
            ? throw new StoreException(StoreProblem.Inaccessible, "not now")
            : ValueTask.CompletedTask;
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("chatty");
        var context = await meeting.Came;
        context.Log("first");
        context.ReportProgress(0.25);
        await bench.WhenAsync(id, job => job.Progress == 0.25);
        Assert.True(left < 0);
        Assert.Equal(["first"], await bench.Parts.Query.GetLogsAsync(id, Cancellation));
        meeting.Leave();
    }

    [Fact]
    public async Task A_node_tells_the_cluster_that_it_lives_and_what_it_can_run()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        bench.Handlers["old"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        await bench.StartAsync();
        Assert.Equal(["old"], Assert.Single(await bench.Parts.Cluster.ListAsync(Cancellation)).Handlers);
        bench.Handlers["new"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        var joined = bench.Time.GetUtcNow();
        for (var known = false; !known;)
        {
            await bench.PumpAsync(TimeSpan.FromMilliseconds(10));
            known = (await bench.Parts.Cluster.ListAsync(Cancellation)) is [{ Handlers: ["new", "old"] }];
        }

        var node = Assert.Single(await bench.Parts.Cluster.ListAsync(Cancellation));
        Assert.True(node.SeenAt >= joined + TimeSpan.FromSeconds(5) && node.JoinedAt == joined);
    }
}
