using Gnomon.Local;
using Gnomon.Store;

namespace Gnomon.Tests.Local;

/// <summary>What a store shows, as one text to compare.</summary>
internal static class StoreView
{
    public static async Task<string> OfAsync(LocalStore store)
    {
        var lines = new List<string>();
        foreach (var job in (await store.ListJobsAsync(new JobFilter(), null, 10_000, default)).Items)
            lines.Add(
                $"{job.Id} {job.State} {job.Attempt} {job.RunAt:O} {job.StartedAt:O} {job.FinishedAt:O} {job.Error} "
                + $"{job.Progress} {job.Node} {job.Result.Length} {job.CancelRequested} "
                + $"{job.Spec.Key} {job.Spec.LimitKey} {job.Spec.Priority} {job.Spec.ArgsVersion} "
                + $"{Convert.ToHexString(job.Spec.Args.Span)} {string.Join(';', job.Attempts)}");
        foreach (var schedule in (await store.ListSchedulesAsync(null, 100, default)).Items)
        {
            var ticks = await store.ListTicksAsync(schedule.Schedule.Id, null, 100, default);
            lines.Add(
                $"{schedule.Schedule.Id} {schedule.Schedule.Trigger} {schedule.Revision} {schedule.Mark:O} "
                + $"{schedule.Next:O} {schedule.LastTick:O} {schedule.LiveJobs} {string.Join(';', ticks.Items)}");
        }

        foreach (var info in (await store.ListWorkflowsAsync(new WorkflowFilter(), null, 1000, default)).Items)
            lines.Add(
                $"{info.Id} {info.State} {info.Name} {info.CreatedAt:O} {info.FinishedAt:O} {info.CancelRequested} "
                + $"{string.Join(',', info.Jobs.OrderBy(count => count.Key))} {string.Join(',', info.Groups)} "
                + string.Join(',', info.Signals.Select(s => $"{s.Key}={Convert.ToHexString(s.Value.Span)}").Order()));

        var stats = await store.GetStatsAsync(default);
        lines.AddRange(stats.Queues.Select(
            queue => $"{queue.Name} {queue.Paused} {queue.Limits} {string.Join(',', queue.Counts.OrderBy(count => count.Key))}"));
        return string.Join('\n', lines);
    }

    /// <summary>Opens a folder with sound files and shows it.</summary>
    public static async Task<string> OfAsync(LocalStoreOptions options, TimeProvider time)
    {
        await using var store = new LocalStore(options, time, null, new Journal.WatchedFiles());
        await store.InitializeAsync(default);
        return await OfAsync(store);
    }
}
