using System.Runtime.InteropServices;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>One process of the fleet. It writes down what it does, and works until it is killed or asked to stop.</summary>
/// <param name="settings">Where the jobs are.</param>
/// <param name="directory">Where the history goes.</param>
/// <param name="name">The process's own name.</param>
/// <param name="ahead">How far its clock is wrong.</param>
internal sealed class FleetNode(Settings settings, string directory, string name, TimeSpan ahead)
{
    public const string Ready = "ready";

    private const int Slots = 16;

    /// <summary>As many jobs as a holder takes and a worker beside it runs at once.</summary>
    public const int Many = 1000;

    private readonly FleetHistory _history = new(directory, name);

    public async Task RunAsync(FleetRole role, CancellationToken cancellation)
    {
        // Not disposed: a signal may come at any time.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        using (_history)
        {
            if (role == FleetRole.Producer) await ProduceAsync(stop.Token);
            else await ServeAsync(role, stop.Token);
        }
    }

    private async Task ServeAsync(FleetRole role, CancellationToken stop)
    {
        using var host = settings.Build(
            gnomon =>
            {
                if (role == FleetRole.Scheduler) return;
                var holds = role == FleetRole.Holder;
                gnomon.AddHandler(Settings.Handler, holds ? HoldAsync : WorkAsync).AddWorker(worker => worker with
                {
                    Node = name, Queues = FleetPlan.Queues, Lease = FleetPlan.Lease,
                    Concurrency = holds || name.StartsWith("heir", StringComparison.Ordinal) ? Many : Slots,
                    ShutdownWait = holds ? TimeSpan.Zero : worker.ShutdownWait,
                });
            },
            ahead == TimeSpan.Zero ? TimeProvider.System : new FleetClock(ahead));
        await host.StartAsync(stop);
        Console.WriteLine(Ready);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync(CancellationToken.None);
    }

    private async ValueTask<ReadOnlyMemory<byte>> WorkAsync(JobContext job)
    {
        Began(job);
        var (work, fails) = FleetPlan.Read(job.Spec.Args);
        await Task.Delay(work, TimeProvider.System, job.Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var outcome = job.Cancellation.IsCancellationRequested ? "stopped" : job.Claim.Failures < fails ? "failed" : "done";
        _history.Write($"E {job.Id} {job.Attempt} {Clock()} {outcome}");
        job.Cancellation.ThrowIfCancellationRequested();
        if (outcome == "failed") throw new JobFailedException("as it was told to");
        return default;
    }

    private async ValueTask<ReadOnlyMemory<byte>> HoldAsync(JobContext job)
    {
        Began(job);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, job.Cancellation);
        return default;
    }

    /// <summary>By the elapsed time that all processes of a machine share, and by the clock that its server goes by.
    /// </summary>
    private void Began(JobContext job) => _history.Write(
        $"S {job.Id} {job.Attempt} {Clock()} {TimeProvider.System.GetUtcNow().UtcTicks} {job.Claim.RunAt.UtcTicks}");

    private async Task ProduceAsync(CancellationToken stop)
    {
        // The host is not started: it would have its turn with the duties.
        using var host = settings.Build(_ => { }, ahead == TimeSpan.Zero ? TimeProvider.System : new FleetClock(ahead));
        var store = host.Services.GetRequiredService<IJobStore>();
        await store.InitializeAsync(stop);
        Console.WriteLine(Ready);
        var random = new Random(StringComparer.Ordinal.GetHashCode(name));
        while (!stop.IsCancellationRequested)
        {
            var drafts = Enumerable.Range(0, random.Next(1, 9)).Select(_ => FleetPlan.NewDraft(random)).ToList();
            _history.Write(drafts.Select(draft => $"I {draft.Id}"));
            var results = await store.EnqueueAsync(drafts, CancellationToken.None);
            _history.Write(results.Select(result => $"A {result.Job}"));
            // Some are sent twice, as by a caller that did not hear the answer.
            if (random.Next(20) == 0)
                _history.Write((await store.EnqueueAsync(drafts, CancellationToken.None))
                    .Where(result => result.Outcome != EnqueueOutcome.SameId).Select(result => $"D {result.Job}"));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30, 60)), TimeProvider.System, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string Clock() => FleetHistory.Text(TimeProvider.System.GetTimestamp());
}
