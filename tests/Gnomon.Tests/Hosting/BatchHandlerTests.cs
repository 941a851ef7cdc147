using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class BatchHandlerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_are_run_together_and_each_is_settled_with_its_own_outcome()
    {
        var seen = new Seen();
        await using var host = await StartAsync(seen, new BatchOptions { MaxSize = 5, MaxWait = TimeSpan.FromMinutes(1) });
        var later = await host.Jobs.EnqueueAsync(new Row("later"), cancellation: Cancellation);
        var jobs = await EndedAsync(host, "ok", "bad", "silent", "ok too");
        Assert.Equal("OK", await host.Jobs.GetResultAsync<string>(jobs[0].Id, Cancellation));
        Assert.Equal("OK TOO", await host.Jobs.GetResultAsync<string>(jobs[3].Id, Cancellation));
        Assert.Equal((JobState.Dead, "no such row"), (jobs[1].State, jobs[1].Error));
        Assert.Equal(JobState.Dead, jobs[2].State);
        Assert.StartsWith(
            "InvalidOperationException: the batch handler gave this job no outcome", jobs[2].Error,
            StringComparison.Ordinal);
        await EndedAsync(host, "with", "the", "late", "one");
        var put = await host.EndedAsync(later);
        Assert.Equal((JobState.Succeeded, 2), (put.State, put.Attempt));
        Assert.Equal(AttemptOutcome.Snoozed, put.Attempts[0].Outcome);
        Assert.Equal([5, 5], seen.Sizes);
    }

    [Fact]
    public async Task A_batch_that_is_not_full_runs_when_its_first_job_has_waited_long_enough()
    {
        var seen = new Seen();
        await using var host = await StartAsync(
            seen, new BatchOptions { MaxSize = 5, MaxWait = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(JobState.Succeeded, (await EndedAsync(host, "alone"))[0].State);
        Assert.Equal([1], seen.Sizes);
    }

    [Fact]
    public async Task What_the_handler_throws_fails_the_jobs_that_have_no_outcome_yet()
    {
        await using var host = await StartAsync(
            new Seen(), new BatchOptions { MaxSize = 2, MaxWait = TimeSpan.FromMinutes(1) });
        var jobs = await EndedAsync(host, "ok", "throw");
        Assert.Equal([JobState.Succeeded, JobState.Dead], jobs.Select(job => job.State));
        Assert.StartsWith("TimeoutException: database", jobs[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_job_of_a_batch_can_be_cancelled_while_it_is_gathered_and_the_others_go_on()
    {
        var seen = new Seen();
        await using var host = await StartAsync(seen, new BatchOptions { MaxSize = 2, MaxWait = TimeSpan.FromMinutes(1) });
        var cancelled = await host.Jobs.EnqueueAsync(new Row("never"), cancellation: Cancellation);
        while ((await host.Jobs.GetAsync(cancelled, Cancellation))!.State != JobState.Running) await Task.Yield();
        await host.Jobs.CancelAsync(cancelled, Cancellation);
        Assert.Equal(JobState.Cancelled, (await host.EndedAsync(cancelled)).State);
        Assert.Equal([JobState.Succeeded, JobState.Succeeded], (await EndedAsync(host, "a", "b")).Select(job => job.State));
        Assert.Equal([2], seen.Sizes);
    }

    [Fact]
    public async Task A_running_job_of_a_batch_sees_its_own_cancel_and_its_own_time_limit()
    {
        var seen = new Seen();
        await using var host = await StartAsync(seen, new BatchOptions { MaxSize = 2, MaxWait = TimeSpan.FromMinutes(1) });
        var held = await host.Jobs.EnqueueAsync(new Row("hold"), cancellation: Cancellation);
        var slow = await host.Jobs.EnqueueAsync(
            new Row("hold"), o => o.Timeout(TimeSpan.FromMilliseconds(200)), Cancellation);
        var timedOut = await host.EndedAsync(slow);
        Assert.Equal(
            (JobState.Dead, "the attempt took longer than its time limit of 200ms"), (timedOut.State, timedOut.Error));
        Assert.Equal(JobState.Running, (await host.Jobs.GetAsync(held, Cancellation))!.State);
        await host.Jobs.CancelAsync(held, Cancellation);
        Assert.Equal(JobState.Cancelled, (await host.EndedAsync(held)).State);
        Assert.True(await seen.AllStopped.Task.WaitAsync(Cancellation));
    }

    [Fact]
    public void Options_that_are_out_of_range_are_refused_by_name()
    {
        var size = Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOptions { MaxSize = 0 }.Validate());
        Assert.StartsWith("BatchOptions.MaxSize is 0; allowed is 1 to 10,000.", size.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOptions { MaxWait = TimeSpan.Zero }.Validate());
    }

    private static Task<TestHost> StartAsync(Seen seen, BatchOptions options) => TestHost.StartAsync(
        g => g.AddBatchHandler<Rows, Row, string>(options).AddWorker(worker => worker with { Concurrency = 10 }),
        services => services.AddSingleton(seen));

    private static async Task<List<Job>> EndedAsync(TestHost host, params string[] texts)
    {
        var drafts = texts.Select(text => host.Jobs.Draft("row", new Row(text))).ToList();
        await host.Jobs.EnqueueAsync(drafts, Cancellation);
        var ended = new List<Job>();
        foreach (var draft in drafts) ended.Add(await host.EndedAsync(draft.Id));
        return ended;
    }

    [JobName("row")]
    private sealed record Row(string Text);

    private sealed class Seen
    {
        public ConcurrentQueue<int> Sizes { get; } = new();

        public TaskCompletionSource<bool> AllStopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Rows(Seen seen) : IBatchHandler<Row, string>
    {
        public async Task RunAsync(IReadOnlyList<BatchItem<Row, string>> batch, CancellationToken cancellation)
        {
            seen.Sizes.Enqueue(batch.Count);
            await using var registration = cancellation.Register(() => seen.AllStopped.TrySetResult(true));
            var held = new List<Task>();
            // Slots begin side by side, so the jobs of a batch come in any order; the one that throws is to be last.
            foreach (var item in batch.OrderBy(item => item.Args.Text == "throw"))
            {
                switch (item.Args.Text)
                {
                    case "bad": item.Fail(new JobFailedException("no such row") { Permanent = true }); break;
                    case "later" when item.Job.Attempt == 1: item.Fail(new SnoozeException(TimeSpan.Zero)); break;
                    case "silent": break;
                    case "throw": throw new TimeoutException("database");
                    case "hold": held.Add(HoldAsync(item)); break;
                    default: item.Succeed(item.Args.Text.ToUpperInvariant()); break;
                }
            }

            await Task.WhenAll(held);
        }

        private static async Task HoldAsync(BatchItem<Row, string> item)
        {
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = item.Job.Cancellation.Register(stopped.SetResult);
            await stopped.Task;
            item.Fail(new OperationCanceledException());
        }
    }
}
