using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Benchmarks;

/// <summary>How late delayed jobs start, by the wall clock they were promised by.</summary>
internal sealed class Delayed(Settings settings, int jobs, TimeSpan window)
{
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);

    public async Task<DelayedReport> RunAsync(CancellationToken cancellation)
    {
        await settings.CleanAsync();
        var time = TimeProvider.System;
        var lateness = new double[jobs];
        var ran = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = await settings.StartAsync(job =>
        {
            var late = (time.GetUtcNow() - job.Claim.RunAt).TotalMilliseconds;
            var index = Interlocked.Increment(ref ran) - 1;
            lateness[index] = late;
            if (index == jobs - 1) done.TrySetResult();
            return ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);
        });
        var store = host.Services.GetRequiredService<IJobStore>();
        var first = time.GetUtcNow() + Lead;
        for (var sent = 0; sent < jobs; sent += 1000)
        {
            var size = Math.Min(1000, jobs - sent);
            var drafts = new JobDraft[size];
            for (var i = 0; i < size; i++)
                drafts[i] = settings.NewDraft() with { RunAt = first + window * ((double)(sent + i) / jobs) };
            await store.EnqueueAsync(drafts, cancellation);
        }

        await done.Task.WaitAsync(cancellation);
        await host.StopAsync(cancellation);
        await settings.CleanAsync();
        var sorted = lateness.ToList();
        return new DelayedReport(
            settings.Store, jobs, window.TotalSeconds, Report.Percentile(sorted, 0.5), Report.Percentile(sorted, 0.99),
            sorted.Max(), sorted.Count(late => late < 0));
    }
}
