using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Benchmarks;

/// <summary>How many jobs a second go in and through, and how soon one starts on an idle worker.</summary>
internal sealed class Throughput(Settings settings, int jobs, int concurrency)
{
    private const int BulkSize = 1000;
    private const int BulkCallers = 4;
    private const int SingleCallers = 64;
    private const int LatencyJobs = 1000;
    private const int WarmUpJobs = 200_000;

    private static readonly TimeSpan LatencyGap = TimeSpan.FromMilliseconds(5);

    private static TimeProvider Time => TimeProvider.System;

    public async Task<ThroughputReport> RunAsync(CancellationToken cancellation)
    {
        await settings.CleanAsync();
        var report = new ThroughputReport
        {
            Store = settings.Store, Jobs = jobs, Concurrency = concurrency, Payload = settings.Payload,
            Durability = settings.Redis is null ? settings.Durability.ToString().ToLowerInvariant() : "the server's",
        };
        // The figures are those of a process that has run for a few seconds: until then much of the time goes into
        // compiling. The warm-up is not counted.
        await MeasureRatesAsync(WarmUpJobs, cancellation);
        await settings.CleanAsync();
        var (bulk, single, drain) = await MeasureRatesAsync(jobs, cancellation);
        await settings.CleanAsync();
        var latencies = await MeasureLatencyAsync(cancellation);
        await settings.CleanAsync();
        return report with
        {
            EnqueueBulkPerSecond = bulk.PerSecond, EnqueueSinglePerSecond = single.PerSecond,
            DrainPerSecond = drain.PerSecond, EnqueueBulkCpuMicros = bulk.CpuMicros,
            EnqueueSingleCpuMicros = single.CpuMicros, DrainCpuMicros = drain.CpuMicros,
            StartLatencyP50Ms = Report.Percentile(latencies, 0.5), StartLatencyP99Ms = Report.Percentile(latencies, 0.99),
            PeakRssMb = Report.PeakRssMb(),
        };
    }

    private async Task<(Rate Bulk, Rate Single, Rate Drain)> MeasureRatesAsync(
        int count, CancellationToken cancellation)
    {
        var ran = 0;
        using var host = await settings.StartAsync(
            _ =>
            {
                Interlocked.Increment(ref ran);
                return ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);
            },
            concurrency);
        var store = host.Services.GetRequiredService<IJobStore>();
        // All jobs are stored before the first is taken.
        await store.SetQueueAsync(new QueueChange(Jobs.JobLimits.DefaultQueue, Paused: true), cancellation);
        var half = count / 2;
        var bulk = await RateAsync(half, () => BulkAsync(store, half, cancellation));
        var single = await RateAsync(count - half, () => SingleAsync(store, count - half, cancellation));
        var drain = await RateAsync(count, () => DrainAsync(host.Services, count, cancellation));
        await host.StopAsync(cancellation);
        if (ran < count) throw new InvalidOperationException($"{ran} of {count} jobs ran.");
        return (bulk, single, drain);
    }

    private async Task BulkAsync(IJobStore store, int count, CancellationToken cancellation)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, BulkCallers).Select(_ => Task.Run(
            async () =>
            {
                while (true)
                {
                    var rest = Interlocked.Add(ref left, -BulkSize);
                    var size = Math.Min(BulkSize, rest + BulkSize);
                    if (size <= 0) return;
                    await store.EnqueueAsync(settings.NewDrafts(size), cancellation);
                }
            },
            cancellation)));
    }

    private async Task SingleAsync(IJobStore store, int count, CancellationToken cancellation)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, SingleCallers).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await store.EnqueueAsync([settings.NewDraft()], cancellation);
            },
            cancellation)));
    }

    /// <summary>Lets the worker at the jobs, and waits until every one is durably settled.</summary>
    private static async Task DrainAsync(IServiceProvider services, int count, CancellationToken cancellation)
    {
        var settled = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = services.GetRequiredService<IWakeSignal>().Listen(hint =>
        {
            if (hint.Topic == WakeTopic.Ended && Interlocked.Add(ref settled, hint.Jobs.Count) >= count)
                done.TrySetResult();
        });
        await services.GetRequiredService<IJobStore>().SetQueueAsync(
            new QueueChange(Jobs.JobLimits.DefaultQueue, Paused: false), cancellation);
        await done.Task.WaitAsync(cancellation);
    }

    private async Task<List<double>> MeasureLatencyAsync(CancellationToken cancellation)
    {
        var entered = new TaskCompletionSource<long>[LatencyJobs];
        for (var i = 0; i < entered.Length; i++)
            entered[i] = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var next = -1;
        using var host = await settings.StartAsync(
            _ =>
            {
                entered[Interlocked.Increment(ref next)].TrySetResult(Time.GetTimestamp());
                return ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);
            },
            concurrency);
        var store = host.Services.GetRequiredService<IJobStore>();
        var latencies = new List<double>();
        foreach (var entry in entered)
        {
            var called = Time.GetTimestamp();
            await store.EnqueueAsync([settings.NewDraft()], cancellation);
            var at = await entry.Task.WaitAsync(cancellation);
            latencies.Add(Time.GetElapsedTime(called, at).TotalMilliseconds);
            await Task.Delay(LatencyGap, Time, cancellation);
        }

        await host.StopAsync(cancellation);
        return latencies;
    }

    private static async Task<Rate> RateAsync(int count, Func<Task> work)
    {
        var (started, cpu) = (Time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await work();
        return new Rate(
            count / Time.GetElapsedTime(started).TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count);
    }

    private readonly record struct Rate(double PerSecond, double CpuMicros);
}
