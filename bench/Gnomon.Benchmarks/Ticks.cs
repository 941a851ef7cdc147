using System.Diagnostics;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gnomon.Benchmarks;

/// <summary>Many schedules with a tick at the same second: how late their jobs start, how quickly those of another queue
/// start meanwhile, and what schedules cost that only wait.</summary>
internal sealed class Ticks(Settings settings, int schedules, int idle)
{
    private const int PutSize = 1000;
    private const string OtherQueue = "other";

    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OtherEvery = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = TimeProvider.System;

    public async Task<TicksReport> RunAsync(CancellationToken cancellation)
    {
        var (bytes, cpu) = await MeasureIdleAsync(cancellation);
        // A fresh process spends its first seconds compiling.
        await MeasureAsync(Math.Min(schedules, 20_000), cancellation);
        var (late, other) = await MeasureAsync(schedules, cancellation);
        var early = late.Count(ms => ms < 0);
        return new TicksReport(
            settings.Store, schedules, Report.Percentile(late, 0.5), Report.Percentile(late, 0.99), late.Max(), early,
            other.Count, Report.Percentile(other, 0.5), Report.Percentile(other, 0.99), idle, bytes, cpu);
    }

    private async Task<(List<double> Late, List<double> Other)> MeasureAsync(int count, CancellationToken cancellation)
    {
        await settings.CleanAsync();
        var late = new double[count];
        var ran = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var others = new System.Collections.Concurrent.ConcurrentDictionary<JobId, long>();
        var other = new System.Collections.Concurrent.ConcurrentBag<double>();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddGnomon(gnomon => settings.Choose(gnomon)
            .AddHandler(Settings.Handler, job =>
            {
                var index = Interlocked.Increment(ref ran) - 1;
                late[index] = (_time.GetUtcNow() - job.Claim.Spec.Tick!.Value).TotalMilliseconds;
                if (index == count - 1) done.TrySetResult();
                return ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);
            })
            .AddHandler(OtherQueue, job =>
            {
                if (others.TryRemove(job.Claim.Token.Job, out var sent))
                    other.Add(_time.GetElapsedTime(sent).TotalMilliseconds);
                return ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);
            })
            .AddWorker(worker => worker with { Concurrency = 100 })
            .AddWorker(worker => worker with { Queues = [OtherQueue], Concurrency = 10 }));
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        var store = host.Services.GetRequiredService<IJobStore>();
        var at = new DateTimeOffset((_time.GetUtcNow() + Lead).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, default)
            + TimeSpan.FromSeconds(count / 50_000);
        await PutAsync(store, count, at, cancellation);
        if (_time.GetUtcNow() >= at) throw new InvalidOperationException("Storing the schedules took too long.");
        await Task.Delay(at - _time.GetUtcNow() - TimeSpan.FromMilliseconds(50), _time, cancellation);
        while (!done.Task.IsCompleted)
        {
            var id = JobId.New(_time);
            others[id] = _time.GetTimestamp();
            var draft = new JobDraft(id, new JobSpec { Handler = OtherQueue, Queue = OtherQueue });
            await store.EnqueueAsync([draft], cancellation);
            await Task.Delay(OtherEvery, _time, cancellation);
        }

        await done.Task.WaitAsync(cancellation);
        await host.StopAsync(cancellation);
        await settings.CleanAsync();
        return (late.ToList(), other.ToList());
    }

    private async Task<(double Bytes, double CpuPercent)> MeasureIdleAsync(CancellationToken cancellation)
    {
        if (idle == 0) return (0, 0);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddGnomon(gnomon => gnomon.UseStore("local:"));
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        var store = host.Services.GetRequiredService<IJobStore>();
        await PutAsync(store, PutSize, _time.GetUtcNow().AddDays(30), cancellation, "warm");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await PutAsync(store, idle, _time.GetUtcNow().AddDays(30), cancellation);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        var (cpu, started) = (process.TotalProcessorTime, _time.GetTimestamp());
        await Task.Delay(IdleFor, _time, cancellation);
        process.Refresh();
        var used = (process.TotalProcessorTime - cpu) / _time.GetElapsedTime(started) * 100;
        await host.StopAsync(cancellation);
        return ((after - before) / (double)idle, used);
    }

    private async Task PutAsync(
        IJobStore store, int count, DateTimeOffset at, CancellationToken cancellation, string name = "s")
    {
        var job = settings.NewDraft().Spec;
        var trigger = new IntervalTrigger(TimeSpan.FromDays(1), at);
        for (var from = 0; from < count; from += PutSize)
        {
            var puts = new SchedulePut[Math.Min(PutSize, count - from)];
            for (var i = 0; i < puts.Length; i++)
                puts[i] = new SchedulePut(new Schedule { Id = $"{name}-{from + i:D7}", Trigger = trigger, Job = job });
            await store.PutSchedulesAsync(new ScheduleChanges(puts, []), cancellation);
        }
    }
}
