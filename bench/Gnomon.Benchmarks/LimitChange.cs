using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Benchmarks;

/// <summary>How long a change of limits by key holds up others, with many jobs waiting in the queue.</summary>
internal sealed class LimitChange(Settings settings, int jobs, int keys)
{
    private const string Queue = "limited";
    private const int BulkSize = 1000;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static readonly (string Name, QueueLimits Limits)[] Changes =
    [
        ("none at all", QueueLimits.None),
        ("1 per key", new QueueLimits { PerKeyConcurrency = 1 }),
        ("2 per key and a rate", new QueueLimits
        {
            PerKeyConcurrency = 2, PerKeyRate = new RateLimit(1000, TimeSpan.FromSeconds(1)),
        }),
        ("strict order", new QueueLimits { StrictOrder = true }),
        ("none again", QueueLimits.None),
    ];

    public async Task<IReadOnlyList<LimitChangeReport>> RunAsync(CancellationToken cancellation)
    {
        await settings.CleanAsync();
        using var host = await settings.StartAsync();
        var store = host.Services.GetRequiredService<IJobStore>();
        for (var sent = 0; sent < jobs; sent += BulkSize)
            await store.EnqueueAsync(Drafts(sent, Math.Min(BulkSize, jobs - sent)), cancellation);
        GC.Collect();
        var reports = new List<LimitChangeReport>();
        foreach (var (name, limits) in Changes) reports.Add(await ChangeAsync(store, name, limits, cancellation));
        await host.StopAsync(cancellation);
        await settings.CleanAsync();
        return reports;
    }

    private JobDraft[] Drafts(int first, int count) =>
    [
        .. settings.NewDrafts(count).Select((draft, i) => draft with
        {
            Spec = draft.Spec with { Queue = Queue, LimitKey = $"tenant-{(first + i) % keys}" },
        }),
    ];

    private async Task<LimitChangeReport> ChangeAsync(
        IJobStore store, string name, QueueLimits limits, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var others = Task.Run(() => EnqueueOthersAsync(store, began, cancellation), cancellation);
        await store.SetQueueAsync(new QueueChange(Queue, Limits: limits), cancellation);
        var set = time.GetElapsedTime(began);
        TimeSpan? first = null;
        while (time.GetElapsedTime(began) < Watched)
        {
            var claimed = await store.ClaimAsync(new ClaimRequest("bench", [Queue], 1, Lease), cancellation);
            if (claimed.Jobs.Count == 0) continue;
            first ??= time.GetElapsedTime(began);
            await store.SettleAsync(
                [.. claimed.Jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded))], cancellation);
        }

        var (worst, count) = await others;
        return new LimitChangeReport(
            name, set.TotalMilliseconds, first?.TotalMilliseconds, worst.TotalMilliseconds, count);
    }

    private async Task<(TimeSpan Worst, int Count)> EnqueueOthersAsync(
        IJobStore store, long began, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var (worst, count) = (TimeSpan.Zero, 0);
        for (; time.GetElapsedTime(began) < Watched; count++)
        {
            var started = time.GetTimestamp();
            await store.EnqueueAsync([settings.NewDraft()], cancellation);
            if (time.GetElapsedTime(started) is var taken && taken > worst) worst = taken;
        }

        return (worst, count);
    }
}
