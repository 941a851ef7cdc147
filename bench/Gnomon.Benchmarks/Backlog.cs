using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Benchmarks;

/// <summary>What a backlog costs in memory, and how long it takes to open it again.</summary>
internal sealed class Backlog(Settings settings, int jobs)
{
    private const int BulkSize = 1000;

    public async Task<BacklogReport> RunAsync(CancellationToken cancellation)
    {
        if (settings.IsMemory)
            throw new InvalidOperationException("A store in memory cannot be opened again; use local:DIR.");
        await settings.CleanAsync();
        double before, after, heap;
        long serverBefore, serverAfter;
        using (var host = await settings.StartAsync())
        {
            var store = host.Services.GetRequiredService<IJobStore>();
            await store.EnqueueAsync(settings.NewDrafts(BulkSize), cancellation);
            before = GC.GetTotalMemory(forceFullCollection: true);
            serverBefore = await ServerMemoryAsync();
            for (var sent = BulkSize; sent < jobs; sent += BulkSize)
                await store.EnqueueAsync(settings.NewDrafts(Math.Min(BulkSize, jobs - sent)), cancellation);
            after = Report.CurrentRssMb();
            heap = GC.GetTotalMemory(forceFullCollection: true);
            serverAfter = await ServerMemoryAsync();
            await host.StopAsync(cancellation);
        }

        var peak = Report.PeakRssMb();
        GC.Collect();
        var started = TimeProvider.System.GetTimestamp();
        using var again = await settings.StartAsync();
        var reopened = TimeProvider.System.GetElapsedTime(started);
        var stats = await again.Services.GetRequiredService<IJobQuery>().GetStatsAsync(cancellation);
        var there = stats.Jobs.Values.Sum();
        await again.StopAsync(cancellation);
        await settings.CleanAsync();
        if (there != jobs) throw new InvalidOperationException($"{there} of {jobs} jobs were there again.");
        return new BacklogReport(
            settings.Store, jobs, settings.Payload, (heap - before) / Math.Max(1, jobs - BulkSize), after, peak,
            reopened.TotalSeconds, (serverAfter - serverBefore) / (double)Math.Max(1, jobs - BulkSize));
    }

    /// <summary>Bytes in use at the server that keeps the jobs; 0 for a local store.</summary>
    private async Task<long> ServerMemoryAsync() => settings.Redis is null ? 0 : await settings.Redis.UsedMemoryAsync();
}
