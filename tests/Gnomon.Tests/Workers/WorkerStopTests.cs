using System.Collections.Concurrent;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Workers;

/// <summary>How running jobs are asked to stop: time limit, cancel, loss of the lease, and the worker's own end.
/// </summary>
public sealed class WorkerStopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Least = TimeSpan.FromTicks(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_handler_that_hangs_is_settled_at_its_time_limit_and_grace_and_its_slot_is_free()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var hangs = new Meeting();
        bench.Handlers["hang"] = hangs.RunStubbornlyAsync;
        bench.Handlers["fine"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        await bench.StartAsync(options => options with { Concurrency = 1 });
        var id = await bench.EnqueueAsync("hang", spec => spec with { Timeout = Limit });
        var context = await hangs.Came;
        bench.Clock.Advance(Limit - Least);
        Assert.Equal(StopReason.None, context.StopReason);
        bench.Clock.Advance(Least);
        Assert.Equal(StopReason.TimedOut, context.StopReason);
        bench.Clock.Advance(Grace - Least);
        Assert.Empty(bench.Store.Settled);
        Assert.Equal(JobState.Running, (await bench.GetAsync(id)).State);
        bench.Clock.Advance(Least);
        var job = await bench.EndedAsync(id);
        Assert.Equal(
            (JobState.Dead,
                "the attempt took longer than its time limit of 30s; the handler did not stop when asked to"),
            (job.State, job.Error));
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(await bench.EnqueueAsync("fine"))).State);
        hangs.Leave();
    }

    [Fact]
    public async Task A_handler_that_heeds_its_token_is_settled_at_its_time_limit_without_the_grace()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var meeting = new Meeting();
        bench.Handlers["slow"] = meeting.RunAsync;
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("slow", spec => spec with { Timeout = Limit });
        await meeting.Came;
        bench.Clock.Advance(Limit);
        // The clock stands still from here on: no grace can run out.
        await bench.UntilAsync(() => !bench.Store.Settled.IsEmpty);
        var job = await bench.GetAsync(id);
        Assert.Equal(
            (JobState.Dead, "the attempt took longer than its time limit of 30s"), (job.State, job.Error));
    }

    [Fact]
    public async Task What_a_given_up_handler_returns_later_changes_nothing()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var hangs = new Meeting();
        bench.Handlers["hang"] = hangs.RunStubbornlyAsync;
        await bench.StartAsync();
        var id = await bench.EnqueueAsync("hang", spec => spec with { Timeout = Limit });
        var context = await hangs.Came;
        bench.Clock.Advance(Limit + Grace);
        await bench.EndedAsync(id);
        hangs.Leave();
        context.Log("from beyond");
        bench.Handlers["fine"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        await bench.EndedAsync(await bench.EnqueueAsync("fine"));
        Assert.Equal(JobState.Dead, (await bench.GetAsync(id)).State);
        Assert.Single(bench.Store.Settled, entry => entry.Settlement.Token.Job == id);
    }

    [Fact]
    public async Task A_cancel_reaches_a_running_job_at_once_by_signal()
    {
        // Reports and renewals are an hour away: only the signal can bring it.
        await using var bench = await WorkerBench.OpenAsync();
        var meeting = new Meeting();
        bench.Handlers["slow"] = meeting.RunAsync;
        await bench.StartAsync(options => options with
        {
            Lease = TimeSpan.FromHours(1), RenewEvery = TimeSpan.FromMinutes(29),
            ReportEvery = TimeSpan.FromHours(1),
        });
        var id = await bench.EnqueueAsync("slow");
        var context = await meeting.Came;
        Assert.Equal(ControlOutcome.Requested, await bench.CancelAsync(id));
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Cancelled, StopReason.Cancelled), (job.State, context.StopReason));
    }

    [Fact]
    public async Task A_cancel_reaches_a_running_job_with_the_next_renewal_when_signals_are_lost()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime(), new SilentWake());
        var meeting = new Meeting();
        bench.Handlers["slow"] = meeting.RunAsync;
        var id = await bench.EnqueueAsync("slow");
        await bench.StartAsync();
        await meeting.Came;
        Assert.Equal(ControlOutcome.Requested, await bench.CancelAsync(id));
        Assert.Equal(JobState.Cancelled, (await bench.EndedAsync(id)).State);
    }

    [Fact]
    public async Task Without_any_signal_jobs_are_found_by_looking()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime(), new SilentWake());
        bench.Handlers["fine"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        await bench.StartAsync();
        await bench.UntilAsync(() => bench.Store.Calls.ContainsKey("claim"));
        var id = await bench.EnqueueAsync("fine");
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(id)).State);
    }

    [Fact]
    public async Task A_job_claimed_ahead_can_be_cancelled_and_frees_no_slot_it_never_had()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var ahead = await ClaimAheadAsync(bench);
        Assert.Equal(ControlOutcome.Requested, await bench.CancelAsync(ahead.Jobs[2]));
        Assert.Equal(JobState.Cancelled, (await bench.EndedAsync(ahead.Jobs[2])).State);
        var other = await bench.EnqueueAsync("third");
        await bench.PumpAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(0, ahead.ThirdRuns());
        ahead.First.Leave();
        await bench.EndedAsync(other);
        Assert.Equal(1, ahead.ThirdRuns());
        ahead.Second.Leave();
    }

    [Fact]
    public async Task A_worker_past_its_lease_stops_its_handlers_and_its_late_report_is_refused()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var lost = new Meeting();
        var node = new ChangingHandlers { ["work"] = lost.RunStubbornlyAsync };
        var lease = TimeSpan.FromSeconds(6);
        bench.Store.Before = call => call == "renew"
            ? throw new StoreException(StoreProblem.Inaccessible, "cut off")
            : ValueTask.CompletedTask;
        var worker = await bench.StartAsync(
            "lost", options => options with
            {
                Lease = lease, RenewEvery = TimeSpan.FromSeconds(2), StopGrace = TimeSpan.FromHours(1), Concurrency = 1,
            },
            node);
        var id = await bench.EnqueueAsync("work");
        var context = await lost.Came;
        var stopped = new TaskCompletionSource();
        context.Cancellation.Register(stopped.SetResult);
        bench.Clock.Advance(lease);
        await bench.PumpedAsync(stopped.Task);
        Assert.Equal(StopReason.LeaseLost, context.StopReason);

        await bench.Parts.Store.SweepAsync(100, Cancellation);
        Assert.Equal(JobState.Ready, (await bench.GetAsync(id)).State);
        // A report under the old token, as a worker would send that did not know.
        var late = await bench.Parts.Store.SettleAsync(
            [new Settlement(context.Claim.Token, SettlementKind.Succeeded)], Cancellation);
        Assert.False(late[0].Applied);
        // It stops claiming before its handler leaves: with a free slot it might have the job again.
        var stopping = bench.StopAsync(worker);
        lost.Leave();
        await stopping;
        var elsewhere = new ChangingHandlers { ["work"] = _ => ValueTask.FromResult(WorkerBench.NoResult) };
        await bench.StartAsync("other", handlers: elsewhere);
        var job = await bench.EndedAsync(id);
        Assert.Equal((JobState.Succeeded, 2, "other"), (job.State, job.Attempt, job.Node));
        Assert.Equal(
            [AttemptOutcome.Lost, AttemptOutcome.Succeeded],
            job.Attempts.OrderBy(attempt => attempt.Number).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task A_handler_that_ignores_the_loss_of_its_lease_is_given_up_after_the_grace()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var lost = new Meeting();
        bench.Handlers["work"] = lost.RunStubbornlyAsync;
        bench.Handlers["fine"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        await bench.StartAsync(options => options with { Concurrency = 1, StopGrace = TimeSpan.FromSeconds(3) });
        var id = await bench.EnqueueAsync("work");
        var context = await lost.Came;
        await bench.Parts.Store.SettleAsync(
            [new Settlement(context.Claim.Token, SettlementKind.Succeeded)], Cancellation);
        var fine = await bench.EnqueueAsync("fine");
        Assert.Equal(JobState.Succeeded, (await bench.EndedAsync(fine)).State);
        Assert.Equal((StopReason.LeaseLost, JobState.Succeeded), (context.StopReason, (await bench.GetAsync(id)).State));
        lost.Leave();
    }

    [Fact]
    public async Task A_closing_worker_waits_for_what_runs()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var meeting = new Meeting();
        bench.Handlers["slow"] = meeting.RunAsync;
        var worker = await bench.StartAsync(options => options with { ShutdownWait = TimeSpan.FromHours(1) });
        var id = await bench.EnqueueAsync("slow");
        await meeting.Came;
        var stopping = bench.StopAsync(worker);
        Assert.False(stopping.IsCompleted);
        meeting.Leave();
        await stopping;
        Assert.Equal(JobState.Succeeded, (await bench.GetAsync(id)).State);
        Assert.Empty(await bench.Parts.Cluster.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Hurry_ends_the_waiting_of_a_closing_worker()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var meeting = new Meeting();
        bench.Handlers["slow"] = meeting.RunAsync;
        var worker = await bench.StartAsync(options => options with { ShutdownWait = TimeSpan.FromHours(1) });
        var id = await bench.EnqueueAsync("slow");
        var context = await meeting.Came;
        await worker.StopAsync(new CancellationToken(canceled: true));
        Assert.Equal((JobState.Ready, StopReason.ShuttingDown), ((await bench.GetAsync(id)).State, context.StopReason));
    }

    [Fact]
    public async Task What_a_closing_worker_hands_back_runs_at_once_elsewhere_and_no_failure_is_counted()
    {
        await using var bench = await WorkerBench.OpenAsync();
        var ahead = await ClaimAheadAsync(bench);
        await bench.StopAsync(ahead.Worker);
        Assert.Equal(StopReason.ShuttingDown, (await ahead.First.Came).StopReason);
        Assert.Equal(0, ahead.ThirdRuns());

        var claims = new ConcurrentDictionary<JobId, ClaimedJob>();
        JobDelegate finish = job =>
        {
            claims[job.Id] = job.Claim;
            return ValueTask.FromResult(WorkerBench.NoResult);
        };
        await bench.StartAsync("next", handlers: new ChangingHandlers
        {
            ["first"] = finish, ["second"] = finish, ["third"] = finish,
        });
        foreach (var id in ahead.Jobs)
        {
            var job = await bench.EndedAsync(id);
            Assert.Equal((JobState.Succeeded, 2, "next"), (job.State, job.Attempt, job.Node));
            Assert.Equal((0, 0), (claims[id].Failures, claims[id].Spent));
            Assert.Contains(job.Attempts, attempt => attempt is
            {
                Number: 1, Outcome: AttemptOutcome.Released, Error: "handed back: the node shut down",
            });
        }
    }

    [Fact]
    public async Task Row_M_1h_16_a_handler_that_ignores_the_end_of_its_worker_is_given_up_and_its_job_handed_back()
    {
        await using var bench = await WorkerBench.OpenAsync(new FakeTime());
        var hangs = new Meeting();
        bench.Handlers["hang"] = hangs.RunStubbornlyAsync;
        var worker = await bench.StartAsync();
        var id = await bench.EnqueueAsync("hang");
        await hangs.Came;
        await bench.StopAsync(worker);
        Assert.Equal(JobState.Ready, (await bench.GetAsync(id)).State);
        hangs.Leave();
    }

    /// <summary>Brings a worker to where it runs two jobs in two slots and holds a third: it claims ahead once a job has
    /// ended during a claim.</summary>
    private static async Task<ClaimedAhead> ClaimAheadAsync(WorkerBench bench)
    {
        var stay = new Meeting();
        bench.Handlers["go"] = _ => ValueTask.FromResult(WorkerBench.NoResult);
        bench.Handlers["stay"] = stay.RunAsync;
        var before = await EnqueueAsync(bench, "go", "stay");
        var (first, second) = (new Meeting(), new Meeting());
        var third = 0;
        bench.Handlers["first"] = first.RunAsync;
        bench.Handlers["second"] = second.RunAsync;
        bench.Handlers["third"] = _ =>
        {
            Interlocked.Increment(ref third);
            return ValueTask.FromResult(WorkerBench.NoResult);
        };
        var enqueued = new TaskCompletionSource<IReadOnlyList<JobId>>();
        var claims = 0;
        bench.Store.Claimed = async _ =>
        {
            if (++claims != 2) return;
            await stay.Came;
            stay.Leave();
            await bench.UntilAsync(() => bench.Store.Settled.Any(settled => settled.Settlement.Token.Job == before[1]));
            enqueued.SetResult(await EnqueueAsync(bench, "first", "second", "third"));
        };
        var worker = await bench.StartAsync(options => options with { Concurrency = 2 });
        var ids = await enqueued.Task.WaitAsync(Cancellation);
        await bench.WhenAsync(ids[2], job => job.State == JobState.Running);
        await Task.WhenAll(first.Came, second.Came).WaitAsync(Cancellation);
        return new ClaimedAhead(worker, first, second, ids, () => Volatile.Read(ref third));
    }

    private static async Task<IReadOnlyList<JobId>> EnqueueAsync(WorkerBench bench, params string[] handlers)
    {
        var drafts = handlers.Select(
            handler => new JobDraft(JobId.New(bench.Time), new JobSpec { Handler = handler }));
        var results = await bench.Parts.Store.EnqueueAsync([.. drafts], Cancellation);
        return [.. results.Select(result => result.Job)];
    }

    private sealed record ClaimedAhead(
        Worker Worker, Meeting First, Meeting Second, IReadOnlyList<JobId> Jobs, Func<int> ThirdRuns);
}
