using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Gnomon.Tests.Executables;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Workers;

/// <summary>A store in memory behind its wrapper, and workers on it that end with the test.</summary>
internal sealed class WorkerBench : IAsyncDisposable
{
    /// <summary>What an idle worker waits with: its loops for claiming, settling and renewing have a timer each.</summary>
    private const int IdleTimers = 3;

    private readonly List<Worker> _workers = [];
    private readonly LocalStore _engine;

    private WorkerBench(TimeProvider time, IWakeSignal? wake)
    {
        Time = time;
        _engine = new LocalStore(new LocalStoreOptions(), time);
        Wake = wake ?? _engine.Parts.Wake;
        Store = new HookedStore(new ObservedStore(_engine, Wake, time));
        Parts = new StoreParts(Store, _engine, Wake, _engine.Parts.Cluster);
    }

    public static readonly ReadOnlyMemory<byte> NoResult = ReadOnlyMemory<byte>.Empty;

    public TimeProvider Time { get; }

    public FakeTime Clock => (FakeTime)Time;

    public IWakeSignal Wake { get; }

    public HookedStore Store { get; }

    public StoreParts Parts { get; }

    public ChangingHandlers Handlers { get; } = new();

    public ListLogger<Worker> Log { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<WorkerBench> OpenAsync(TimeProvider? time = null, IWakeSignal? wake = null)
    {
        var bench = new WorkerBench(time ?? TimeProvider.System, wake);
        await bench._engine.InitializeAsync(Cancellation);
        return bench;
    }

    public Task<Worker> StartAsync(Func<WorkerOptions, WorkerOptions> change) => StartAsync("node", change);

    public async Task<Worker> StartAsync(
        string node = "node", Func<WorkerOptions, WorkerOptions>? change = null, IHandlerSource? handlers = null)
    {
        var options = new WorkerOptions
        {
            Concurrency = 4,
            Lease = TimeSpan.FromMinutes(10),
            RenewEvery = TimeSpan.FromMinutes(1),
            ReportEvery = TimeSpan.FromMilliseconds(50),
            ShutdownWait = TimeSpan.Zero,
            StopGrace = TimeSpan.FromSeconds(1),
        };
        var worker = new Worker(
            Parts, handlers ?? Handlers, change?.Invoke(options) ?? options, node, null, Time, Log);
        _workers.Add(worker);
        await worker.StartAsync(Cancellation);
        return worker;
    }

    /// <summary>Stops a worker before the bench would.</summary>
    public Task StopAsync(Worker worker)
    {
        _workers.Remove(worker);
        return PumpedAsync(worker.StopAsync(Cancellation));
    }

    public async Task<JobId> EnqueueAsync(string handler, Func<JobSpec, JobSpec>? change = null)
    {
        var spec = new JobSpec { Handler = handler };
        var draft = new JobDraft(JobId.New(Time), change?.Invoke(spec) ?? spec);
        return (await Parts.Store.EnqueueAsync([draft], Cancellation))[0].Job;
    }

    public async Task<Job> GetAsync(JobId id) =>
        await Parts.Query.GetJobAsync(id, Cancellation) ?? throw new InvalidOperationException($"no job {id}");

    public Task<Job> EndedAsync(JobId id) => WhenAsync(id, job => job.State.IsTerminal());

    /// <summary>
    /// The job once it is as wanted and the settlement that made it so has been answered. Looks after every call of
    /// the store, and moves a fake clock on while the job is not as wanted.
    /// </summary>
    public async Task<Job> WhenAsync(JobId id, Func<Job, bool> wanted)
    {
        while (true)
        {
            var next = Store.NextCall;
            var job = await GetAsync(id);
            if (wanted(job))
            {
                await UntilAsync(() => !Store.IsSettling);
                return job;
            }
            await PumpedAsync(next);
        }
    }

    /// <summary>Ends once it is so. Looks after every call of the store, in real time or with the clock at rest.</summary>
    public async Task UntilAsync(Func<bool> wanted)
    {
        while (true)
        {
            // Taken before looking: a call in between has ended it.
            var next = Store.NextCall;
            if (wanted()) return;
            await next.WaitAsync(Cancellation);
        }
    }

    public async Task<ControlOutcome> CancelAsync(JobId id) =>
        (await Parts.Store.ControlAsync(new ControlRequest(ControlAction.Cancel, [id]), Cancellation))
            .Results[0].Outcome;

    /// <summary>Awaits what happens by itself in real time, and by moving the clock on in fake time.</summary>
    public async Task PumpedAsync(Task task)
    {
        while (Time is FakeTime && !task.IsCompleted) await StepAsync();

        await task.WaitAsync(Cancellation);
    }

    /// <summary>Lets fake time pass in small steps, so that loops take part in it.</summary>
    public async Task PumpAsync(TimeSpan span)
    {
        for (var end = Clock.GetUtcNow() + span; Clock.GetUtcNow() < end;) await StepAsync();
    }

    /// <summary>Moves the clock on by a small step once all loops wait for it: time that ran ahead of them would take
    /// away leases, and show the test a later state than the one that it waits for.</summary>
    private async Task StepAsync()
    {
        Cancellation.ThrowIfCancellationRequested();
        if (Clock.PendingTimers >= IdleTimers * _workers.Count) Clock.Advance(TimeSpan.FromMilliseconds(10));
        await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        Store.Before = _ => ValueTask.CompletedTask;
        await Task.WhenAll(_workers.ToArray().Select(StopAsync));
        await _engine.DisposeAsync();
    }
}
