using System.Collections.Concurrent;
using System.Text;
using Gnomon.Api;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Redis;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Testing.Faults;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>Two nodes whose clocks are an hour ahead and an hour behind, and a server whose clock is right: nothing happens
/// early, late or twice. The time is fake, so lateness is counted in it.</summary>
public sealed class SkewedNodesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>How late a node may be: it has to hear a hint, and time passes in steps.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(400);

    private readonly FakeTime _time = new();
    private readonly ConcurrentQueue<(JobId Job, int Attempt, DateTimeOffset At)> _runs = new();
    private readonly List<IHost> _hosts = [];
    private readonly List<FaultyStore> _stores = [];
    private RedisServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private StoreParts Parts => _hosts[0].Services.GetRequiredService<StoreParts>();

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Delays_instants_and_retries_are_on_time(int leaderAhead)
    {
        await StartAsync(leaderAhead);
        var due = new Dictionary<JobId, DateTimeOffset>();
        var (begins, wait) = (_time.GetUtcNow(), TimeSpan.FromSeconds(3));
        for (var i = 0; i < 20; i++)
        {
            // Callers on either node, and one whose jobs tell the instant themselves.
            var store = _hosts[i % 2].Services.GetRequiredService<IJobStore>();
            var after = TimeSpan.FromSeconds(1.3 + i);
            var spec = new JobSpec { Handler = "work", Args = "\"fail\""u8.ToArray(), Retry = RetryPolicy.After([wait]) };
            var draft = new JobDraft(JobId.New(_time), spec);
            draft = i % 4 < 2 ? draft with { Delay = after } : draft with { RunAt = begins + after };
            await store.EnqueueAsync([draft], Cancellation);
            due[draft.Id] = begins + after;
        }

        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2 * due.Count, _runs.Count);
        // A node that is ahead takes nothing for due that is not, and asks for it in a loop.
        Assert.All(_stores, store => Assert.InRange(store.CallsOf(StoreCall.Claim), 1, 10 * due.Count));
        foreach (var (job, attempt, at) in _runs) OnTime(due[job] + ((attempt - 1) * wait), at, $"attempt {attempt}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Schedules_tick_once_and_on_time(int leaderAhead)
    {
        await StartAsync(leaderAhead);
        var job = new JobSpec { Handler = "work" };
        Schedule[] schedules =
        [
            new() { Id = "second", Trigger = When.Cron("* * * * * *"), Job = job },
            new() { Id = "minute", Trigger = When.Cron("* * * * *"), Job = job },
            new() { Id = "jitter", Trigger = When.Every(TimeSpan.FromSeconds(7)), Job = job, Jitter = TimeSpan.FromSeconds(2) },
        ];
        foreach (var schedule in schedules)
            await _hosts[1].Services.GetRequiredService<IJobStore>().PutSchedulesAsync(
                new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);
        var begins = _time.GetUtcNow();
        await PassAsync(TimeSpan.FromSeconds(130));
        var ran = _runs.ToLookup(run => run.Job, run => run.At);
        foreach (var schedule in schedules)
        {
            // What ticks at the very instant of the change is past.
            var ticks = schedule.Trigger.Occurrences(begins.AddTicks(1), _time.GetUtcNow().AddSeconds(-3)).ToList();
            Assert.NotEmpty(ticks);
            foreach (var tick in ticks)
                OnTime(schedule.RunAt(tick), Assert.Single(ran[JobId.ForTick(schedule.Id, tick)]), $"{schedule.Id} {tick:T}");
        }

        var made = await Parts.Query.GetStatsAsync(Cancellation);
        Assert.Equal(_runs.Count, made.Jobs.Values.Sum());
        Assert.Equal(_runs.Count, _runs.Select(run => run.Job).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Leases_end_on_time_and_are_kept_by_those_who_renew(int leaderAhead)
    {
        await StartAsync(leaderAhead);
        var slow = await EnqueueAsync("slow", spec => spec);
        await PassAsync(TimeSpan.FromSeconds(1));
        // A node that is gone: it claims and says nothing more. Stored without a hint, so that no other is sooner.
        var lost = new JobDraft(JobId.New(_time), new JobSpec { Handler = "work" });
        var lease = TimeSpan.FromSeconds(6);
        await using var gone = new RedisStore(Options());
        await gone.InitializeAsync(Cancellation);
        await gone.EnqueueAsync([lost], Cancellation);
        var claimed = await gone.ClaimAsync(new ClaimRequest("gone", ["default"], 1, lease), Cancellation);
        Assert.Equal(lost.Id, Assert.Single(claimed.Jobs).Token.Job);
        var ends = _time.GetUtcNow() + lease;
        await PassAsync(TimeSpan.FromSeconds(30));
        OnTime(ends, Assert.Single(_runs, run => run.Job == lost.Id).At, "the lost job");
        Assert.Single(_runs, run => run.Job == slow);
        Assert.Equal(JobState.Succeeded, (await Parts.Query.GetJobAsync(slow, Cancellation))!.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Rates_and_deadlines_go_by_the_servers_clock(int leaderAhead)
    {
        await StartAsync(leaderAhead);
        await Parts.Store.SetQueueAsync(
            new QueueChange("rated", Limits: new QueueLimits
            {
                Rate = new RateLimit(2, TimeSpan.FromSeconds(3), Kind: RateKind.SlidingWindow),
            }),
            Cancellation);
        var begins = _time.GetUtcNow();
        var deadline = begins.AddSeconds(5);
        var rated = new List<JobId>();
        for (var i = 0; i < 8; i++) rated.Add(await EnqueueAsync("work", spec => spec with { Queue = "rated" }));
        // Of a queue that nobody takes, and one that is taken in time.
        var expires = await EnqueueAsync("work", spec => spec with { Queue = "nobody", Deadline = deadline });
        var runs = await EnqueueAsync("work", spec => spec with { Deadline = deadline }, TimeSpan.FromSeconds(4.5));
        await PassAsync(TimeSpan.FromSeconds(20));
        OnTime(begins.AddSeconds(4.5), Assert.Single(_runs, run => run.Job == runs).At, "the job with a deadline");
        var starts = _runs.Where(run => rated.Contains(run.Job)).Select(run => run.At).Order().ToList();
        Assert.Equal(rated.Count, starts.Count);
        // What was late once puts off what follows.
        for (var i = 0; i < starts.Count; i++)
            OnTime(i < 2 ? begins : starts[i - 2].AddSeconds(3), starts[i], $"hand-out {i}");
        var expired = (await Parts.Query.GetJobAsync(expires, Cancellation))!;
        Assert.Equal(JobState.Expired, expired.State);
        OnTime(deadline, expired.FinishedAt!.Value, "the expiry");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_is_asked_for_from_now_on_counts_from_the_servers_now(int leaderAhead)
    {
        await StartAsync(leaderAhead);
        var begins = _time.GetUtcNow();
        for (var i = 0; i < 2; i++)
        {
            var api = _hosts[i].Services.GetRequiredService<IGnomonApi>();
            await api.PutScheduleAsync(
                $"once-{i}", new ScheduleDocument { Handler = "work", Trigger = new TriggerDocument { After = "5s" } }, null,
                Cancellation);
            await api.BroadcastAsync(new BroadcastDraftDocument { Handler = "work", For = "10s" }, Cancellation);
        }

        await PassAsync(TimeSpan.FromSeconds(8));
        for (var i = 0; i < 2; i++)
            OnTime(
                begins.AddSeconds(5),
                Assert.Single(_runs, run => run.Job == JobId.ForTick($"once-{i}", begins.AddSeconds(5))).At, $"schedule {i}");
        Assert.Equal(2 + 4, _runs.Count);
        // In time for both broadcasts, and then too late.
        await StartNodeAsync("joins", leaderAhead);
        await PassAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(2 + 6, _runs.Count);
        await StartNodeAsync("is-late", -leaderAhead);
        await PassAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(2 + 6, _runs.Count);
        Assert.All(
            (await Parts.Query.ListWorkflowsAsync(new WorkflowFilter(), null, 10, Cancellation)).Items,
            broadcast => Assert.Equal(WorkflowState.Succeeded, broadcast.State));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Node_that_starts_with_other_dates_of_a_calendar_fires_nothing_that_is_not_due(int ahead)
    {
        await StartAsync(1);
        await _hosts[0].Services.GetRequiredService<IGnomonApi>().PutScheduleAsync(
            "second", new ScheduleDocument
            {
                Handler = "work",
                Trigger = new TriggerDocument
                {
                    Cron = "* * * * * *", Exclude = [new ExclusionDocument { Calendar = "days", Dates = ["2026-12-25"] }],
                },
            },
            null, Cancellation);
        await PassAsync(TimeSpan.FromSeconds(3));
        await StartNodeAsync("knows-other-days", ahead, gnomon => gnomon.AddCalendar(
            new NamedCalendar("days", [new DateOnly(2026, 12, 26)])));
        Assert.Equal(2, (await Parts.Query.GetScheduleAsync("second", Cancellation))!.Revision);
        await PassAsync(TimeSpan.FromSeconds(5));
        foreach (var job in (await Parts.Query.ListJobsAsync(new JobFilter(), null, 100, Cancellation)).Items)
            OnTime(job.Spec.Tick!.Value, Assert.Single(_runs, run => run.Job == job.Id).At, $"{job.Spec.Tick:T}");
        Assert.InRange(_runs.Count, 7, 9);
    }

    private void OnTime(DateTimeOffset due, DateTimeOffset at, string what)
    {
        output.WriteLine($"{what}: {(at - due).TotalMilliseconds:0} ms after it was due");
        Assert.True(at >= due, $"{what} came {due - at} early");
        Assert.True(at - due <= Late, $"{what} came {at - due} late");
    }

    private RedisStoreOptions Options() =>
        RedisStoreOptions.Parse($"redis://127.0.0.1:{_server.Port}") with { Clock = _time };

    /// <summary>Starts two nodes; the first leads.</summary>
    private async Task StartAsync(int leaderAhead)
    {
        await StartNodeAsync("leads", leaderAhead);
        await StartNodeAsync("follows", -leaderAhead);
        await PassAsync(TimeSpan.FromSeconds(1));
    }

    private async Task StartNodeAsync(string node, int ahead, Action<GnomonBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_time.Shifted(TimeSpan.FromHours(ahead)));
        builder.Services.AddGnomon(gnomon =>
        {
            gnomon.UseStore(_ =>
            {
                var store = new RedisStore(Options());
                return new EngineStore(store.Parts, store, node);
            });
            gnomon.WrapStore(Count).AddHandler("work", Work).AddHandler("slow", SlowAsync)
                .AddWorker(worker => worker with { Node = node, Queues = ["default", "rated"] });
            configure?.Invoke(gnomon);
        });
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Cancellation);
    }

    private StoreParts Count(StoreParts parts)
    {
        var counted = new FaultyStore(parts);
        _stores.Add(counted);
        return counted.Parts;
    }

    private ValueTask<ReadOnlyMemory<byte>> Work(JobContext job)
    {
        _runs.Enqueue((job.Id, job.Attempt, _time.GetUtcNow()));
        if (Encoding.UTF8.GetString(job.Spec.Args.Span) == "\"fail\"" && job.Attempt == 1)
            throw new JobFailedException("the first time it fails");
        return default;
    }

    private async ValueTask<ReadOnlyMemory<byte>> SlowAsync(JobContext job)
    {
        _runs.Enqueue((job.Id, job.Attempt, _time.GetUtcNow()));
        await Task.Delay(TimeSpan.FromSeconds(20), _time, job.Cancellation);
        return default;
    }

    private async Task<JobId> EnqueueAsync(string handler, Func<JobSpec, JobSpec> change, TimeSpan? delay = null)
    {
        var draft = new JobDraft(JobId.New(_time), change(new JobSpec { Handler = handler })) { Delay = delay };
        await Parts.Store.EnqueueAsync([draft], Cancellation);
        return draft.Id;
    }

    /// <summary>Lets so much time pass, in steps, with everything that happens in it.</summary>
    private async Task PassAsync(TimeSpan span)
    {
        var run = new JobRun(_time, Parts);
        for (var end = _time.GetUtcNow() + span; _time.GetUtcNow() < end;) await run.ForAsync(Step, Cancellation);
    }
}
