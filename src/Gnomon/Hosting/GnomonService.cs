using Gnomon.Broadcasts;
using Gnomon.Client;
using Gnomon.Executables;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>Opens the store when the host starts, stores the declared schedules and sets, renews calendars, runs the duties and
/// the workers, and closes in the opposite order.</summary>
internal sealed partial class GnomonService(
    GnomonRuntime runtime, IServiceProvider services, TimeProvider time, ILoggerFactory loggers)
    : IHostedLifecycleService, IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger("Gnomon");
    private readonly List<Worker> _workers = [];
    private readonly string _node = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}"[..^20];
    private readonly BacklogGauge _backlog = new(time);
    private DutyLoop? _duties;
    private ScheduleSetWatch? _sets;

    private JobClient Client => new(runtime.Parts, runtime.Serializer, time, runtime.Payloads);

    /// <summary>The store is open before any other hosted service starts, so each of them may use it.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        runtime.Events.Start();
        var description = await runtime.Parts.Store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        runtime.Description = description;
        StoreOpened(_logger, description.Engine, description.Acknowledged, description.LossWindow);
        var rewrite = new ScheduleRewrite(runtime.Parts, time);
        // First, while nothing has been put anew: a declared schedule must not look changed for its envelope alone.
        await new SealRefresh(rewrite, runtime.Payloads, _logger).RunAsync(cancellationToken).ConfigureAwait(false);
        await PutSchedulesAsync(cancellationToken).ConfigureAwait(false);
        _sets = new ScheduleSetWatch(runtime.Parts, time, _logger, runtime.Events);
        foreach (var set in runtime.Builder.ScheduleSets)
            await _sets.DeclareAsync(
                set, [.. set.Set.Schedules.Select(one => one.ToSchedule(Client, runtime.Payloads))],
                cancellationToken).ConfigureAwait(false);
        var calendars = new KnownCalendars(runtime.Builder.Calendars);
        await new CalendarRefresh(rewrite, calendars, _logger, runtime.Events)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        await _sets.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _duties = new DutyLoop(
            [
                new SweepDuty(runtime.Parts.Store, time),
                new FireDuty(runtime.Parts, time, loggers.CreateLogger<FireDuty>()),
                new BacklogDuty(runtime.Parts.Query, _backlog, time),
                new BroadcastDuty(runtime.Parts, time),
            ],
            runtime.Parts, _node, time, loggers.CreateLogger<DutyLoop>());
        var duties = _duties;
        duties.Start();
        foreach (var options in runtime.Builder.Workers)
        {
            var node = options.Node
                ?? (runtime.Builder.Workers.Count == 1 ? _node : $"{_node}-{_workers.Count + 1}");
            var worker = new Worker(
                runtime.Parts, runtime.Handlers, options, node, services, time, loggers.CreateLogger<Worker>(),
                runtime.Events, runtime.Payloads);
            _workers.Add(worker);
        }

        await ReportUnservedAsync(cancellationToken).ConfigureAwait(false);
        foreach (var worker in _workers)
        {
            await worker.StartAsync(cancellationToken).ConfigureAwait(false);
            await JoinBroadcastsAsync(worker, cancellationToken).ConfigureAwait(false);
        }

        runtime.Pulse.Watch([() => duties.Trouble, .. _workers.Select(worker => (Func<string?>)(() => worker.Trouble))]);
        runtime.Events.Raise(GnomonEventKind.NodeStarted, _node);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _backlog.Dispose();
        await Task.WhenAll(_workers.Select(worker => worker.StopAsync(cancellationToken))).ConfigureAwait(false);
        if (_duties is not null) await _duties.DisposeAsync().ConfigureAwait(false);
        _duties = null;
        if (_sets is not null) await _sets.DisposeAsync().ConfigureAwait(false);
        _sets = null;
        runtime.Events.Raise(GnomonEventKind.NodeStopped, _node);
        await runtime.Events.StopAsync().ConfigureAwait(false);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _backlog.Dispose();
        if (_duties is not null) await _duties.DisposeAsync().ConfigureAwait(false);
        if (_sets is not null) await _sets.DisposeAsync().ConfigureAwait(false);
        foreach (var worker in _workers) await worker.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes part in the broadcasts that are open for those who join. If that fails, the leader does it.
    /// </summary>
    private async Task JoinBroadcastsAsync(Worker worker, CancellationToken cancellation)
    {
        try
        {
            await new BroadcastPublisher(runtime.Parts, time).JoinAsync(worker.Info, cancellation).ConfigureAwait(false);
        }
        catch (StoreException error)
        {
            LateJoinFailed(_logger, worker.Node, error.Message);
        }
    }

    /// <summary>Done before the workers start, for they take jobs out of sight while they look at them.</summary>
    private async Task ReportUnservedAsync(CancellationToken cancellation)
    {
        var counters = await runtime.Parts.Query.GetCountersAsync(1, cancellation).ConfigureAwait(false);
        var present = await runtime.Parts.Cluster.ListAsync(cancellation).ConfigureAwait(false);
        foreach (var jobs in UnservedJobs.Find(counters.Load, [.. present, .. _workers.Select(worker => worker.Info)]))
            JobsUnserved(_logger, jobs.Load.Waiting, jobs.Load.Handler!, jobs.Load.Queue, jobs.Text);
    }

    /// <summary>Stores what the program declares. Whoever paused a schedule meant it: a restart does not resume it.
    /// </summary>
    private async Task PutSchedulesAsync(CancellationToken cancellation)
    {
        var puts = new List<SchedulePut>();
        foreach (var declaration in runtime.Builder.Schedules)
        {
            var schedule = declaration.ToSchedule(Client, runtime.Payloads);
            if (puts.Exists(put => put.Schedule.Id == schedule.Id))
                throw new InvalidOperationException(
                    $"Two schedules are declared with the id '{schedule.Id}'; each needs its own.");
            var present = await runtime.Parts.Query.GetScheduleAsync(schedule.Id, cancellation).ConfigureAwait(false);
            if (present is { Schedule.Paused: true })
                schedule = schedule with { Paused = true, Reason = present.Schedule.Reason };
            puts.Add(new SchedulePut(schedule));
        }

        if (puts.Count > 0)
            await runtime.Parts.Store.PutSchedulesAsync(new ScheduleChanges(puts, []), cancellation)
                .ConfigureAwait(false);
    }
}
