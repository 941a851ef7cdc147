using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing.Faults;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class ListenerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_hears_the_life_of_each_job_in_its_order_with_durations()
    {
        var heard = new ConcurrentQueue<GnomonEvent>();
        JobId good, bad, snoozed, cancelled;
        var host = await TestHost.StartAsync(g => g.AddListener(heard.Enqueue)
            .AddHandler("good", (int n, JobContext job) =>
            {
                job.ReportProgress(0.5, "half way");
                return n;
            })
            .AddHandler<int>("bad", (_, _) => throw new InvalidOperationException("broken"))
            .AddHandler("snooze", (int n, JobContext job) =>
                job.Attempt > 1 ? n : throw new SnoozeException(TimeSpan.Zero, "later"))
            .AddWorker());
        await using (host)
        {
            good = (await host.RunAsync("good", 1)).Id;
            bad = (await host.RunAsync("bad", 1, options => options.Retry(TimeSpan.Zero))).Id;
            snoozed = (await host.RunAsync("snooze", 1)).Id;
            cancelled = await host.Jobs.EnqueueAsync("good", 1, o => o.In(TimeSpan.FromHours(1)), Cancellation);
            await host.Jobs.CancelAsync(cancelled, Cancellation);
        }

        Assert.Equal(GnomonEventKind.NodeStarted, heard.First().Kind);
        Assert.Equal(GnomonEventKind.NodeStopped, heard.Last().Kind);
        Assert.Equal(["JobStarted", "JobProgressed", "JobSucceeded"], KindsOf(good));
        Assert.Equal(
            ["JobStarted", "JobFailed", "JobRetried", "JobStarted", "JobFailed", "JobDead"], KindsOf(bad));
        Assert.Equal(["JobStarted", "JobSnoozed", "JobStarted", "JobSucceeded"], KindsOf(snoozed));
        Assert.Equal(["JobCancelled"], KindsOf(cancelled));
        // A quick worker may begin before the producer has its answer.
        Assert.Equal(
            [good, bad, snoozed, cancelled],
            heard.Where(happened => happened.Kind == GnomonEventKind.JobEnqueued).Select(happened => happened.Job!.Value));
        var progress = Assert.Single(heard, happened => happened.Kind == GnomonEventKind.JobProgressed);
        Assert.Equal((0.5, "half way"), (progress.Progress, progress.ProgressText));
        var dead = Assert.Single(heard, happened => happened.Kind == GnomonEventKind.JobDead);
        Assert.Equal(("bad", "default", 2), (dead.Handler, dead.Queue, dead.Attempt));
        Assert.StartsWith("InvalidOperationException: broken", dead.Error, StringComparison.Ordinal);
        Assert.True(dead.Duration > TimeSpan.Zero);

        IEnumerable<string> KindsOf(JobId id) =>
            heard.Where(happened => happened.Job == id && happened.Kind != GnomonEventKind.JobEnqueued)
                .Select(happened => happened.Kind.ToString());
    }

    [Fact]
    public async Task An_attempt_is_told_to_its_end_before_the_next_one_begins()
    {
        var heard = new ConcurrentQueue<GnomonEvent>();
        var host = await TestHost.StartAsync(g => g.AddListener(heard.Enqueue)
            .AddHandler("snooze", (int n, JobContext job) =>
                job.Attempt > 1 ? n : throw new SnoozeException(TimeSpan.Zero, "later"))
            .WrapStore(parts => new LateSettleAnswer(parts).Parts)
            .AddWorker());
        await using (host) await host.RunAsync("snooze", 1);
        Assert.Equal(
            ["JobStarted", "JobSnoozed", "JobStarted", "JobSucceeded"],
            heard.Where(happened => happened.Job is not null && happened.Kind != GnomonEventKind.JobEnqueued)
                .Select(happened => happened.Kind.ToString()));
    }

    [Fact]
    public async Task Row_T15_a_listener_that_throws_stops_neither_the_others_nor_the_jobs()
    {
        var heard = new ConcurrentQueue<GnomonEventKind>();
        var host = await TestHost.StartAsync(g => g
            .AddListener(_ => throw new InvalidOperationException("deaf"))
            .AddListener(happened => heard.Enqueue(happened.Kind))
            .AddHandler("good", (int n, JobContext _) => n).AddWorker());
        await using (host) Assert.Equal(JobState.Succeeded, (await host.RunAsync("good", 1)).State);
        Assert.Contains(GnomonEventKind.JobEnqueued, heard);
        Assert.Equal(
            [
                GnomonEventKind.NodeStarted, GnomonEventKind.JobStarted, GnomonEventKind.JobSucceeded,
                GnomonEventKind.NodeStopped,
            ],
            heard.Where(kind => kind != GnomonEventKind.JobEnqueued));
    }

    [Fact]
    public async Task A_listener_that_takes_its_time_delays_no_job()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = new Slow(release.Task);
        var host = await TestHost.StartAsync(
            g => g.AddListener<Slow>().AddHandler("good", (int n, JobContext _) => n).AddWorker(),
            services => services.Add(new(typeof(Slow), listener)));
        await using (host)
        {
            Assert.Equal(JobState.Succeeded, (await host.RunAsync("good", 1)).State);
            Assert.Equal(0, listener.Heard);
            release.SetResult();
        }

        Assert.Equal(5, listener.Heard);
    }

    [Fact]
    public async Task A_listener_hears_of_the_jobs_that_ticks_make()
    {
        var ticked = new TaskCompletionSource<GnomonEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TestHost.StartAsync(g => g
            .AddListener(happened =>
            {
                if (happened is { Kind: GnomonEventKind.JobEnqueued, Schedule: "often" }) ticked.TrySetResult(happened);
            })
            .AddSchedule("often", When.Every(TimeSpan.FromMilliseconds(50)), "h", 1));
        Assert.Equal("h", (await ticked.Task.WaitAsync(Cancellation)).Handler);
    }

    [Fact]
    public async Task A_listener_hears_of_an_attempt_that_was_lost_with_its_node_and_runs_again()
    {
        var lost = new TaskCompletionSource<GnomonEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TestHost.StartAsync(g => g.AddListener(happened =>
        {
            if (happened.Kind == GnomonEventKind.JobLost) lost.TrySetResult(happened);
        }));
        var id = await host.Jobs.EnqueueAsync("h", 1, cancellation: Cancellation);
        await host.Services.GetRequiredService<IJobStore>().ClaimAsync(
            new ClaimRequest("gone", [JobLimits.DefaultQueue], 1, TimeSpan.FromMilliseconds(1)), Cancellation);
        var told = await lost.Task.WaitAsync(Cancellation);
        Assert.Equal((id, 1, "gone"), (told.Job, told.Attempt, told.Node));
        Assert.Equal(("h", JobLimits.DefaultQueue), (told.Handler, told.Queue));
        Assert.Equal("attempt 1 was lost: its lease ran out on node gone", told.Error);
        Assert.Equal(JobState.Ready, (await host.Jobs.GetAsync(id, Cancellation))!.State);
    }

    private sealed class Slow(Task release) : IGnomonListener
    {
        private int _heard;

        public int Heard => Volatile.Read(ref _heard);

        public async ValueTask OnEventAsync(GnomonEvent happened, CancellationToken cancellation)
        {
            await release.WaitAsync(cancellation);
            Interlocked.Increment(ref _heard);
        }
    }

    /// <summary>Keeps the answer to the first settlement until the job has been claimed again.</summary>
    private sealed class LateSettleAnswer(StoreParts inner) : StoreDecorator(inner)
    {
        private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly StoreParts _inner = inner;
        private int _claimed;

        protected override async ValueTask<T> AroundAsync<T>(StoreCall call, Func<ValueTask<T>> forward)
        {
            var answer = await forward();
            if (answer is ClaimAnswer { Jobs.Count: > 0 } && ++_claimed == 2) _again.TrySetResult();
            if (call != StoreCall.Settle || _again.Task.IsCompleted) return answer;
            await _inner.Wake.SignalAsync(new WakeHint(WakeTopic.Jobs, null, []), Cancellation);
            await _again.Task;
            for (var i = 0; i < 1000; i++) await Task.Yield();
            return answer;
        }
    }
}
