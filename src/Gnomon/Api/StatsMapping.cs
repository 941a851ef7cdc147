using System.Globalization;
using System.Text.Json;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>The counts as documents.</summary>
internal static class StatsMapping
{
    public static StatsDocument ToDocument(StoreStats stats, JobCounters counters, IReadOnlyList<NodeInfo> nodes) =>
        new(StateText.Counts(stats.Jobs), [.. stats.Queues.Select(ToDocument)], stats.Schedules, nodes.Count)
        {
            Handlers = Handlers(counters.Load),
            Days = [.. counters.Days.Select(ToDocument)],
            Unserved = [.. UnservedJobs.Find(counters.Load, nodes).Select(ToDocument)],
        };

    public static QueueDocument ToDocument(QueueInfo queue) =>
        new(queue.Name, queue.Paused, StateText.Counts(queue.Counts))
        {
            Limits = LimitsMapping.ToDocument(queue.Limits),
            ReadySince = queue.ReadySince,
            ReadySeconds = queue.ReadyAge?.TotalSeconds,
        };

    /// <summary>By name, those without one last.</summary>
    private static List<HandlerLoadDocument> Handlers(IReadOnlyList<HandlerLoad> load) =>
    [
        .. load.GroupBy(entry => entry.Handler)
            .Select(group => new HandlerLoadDocument(
                group.Key, group.Sum(entry => entry.Waiting), group.Sum(entry => entry.Running)))
            .OrderBy(entry => entry.Handler is null).ThenBy(entry => entry.Handler, StringComparer.Ordinal),
    ];

    private static DayDocument ToDocument(DayCounts day) => new(
        day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        day.Handlers.Sum(counts => counts.Accepted), day.Handlers.Sum(counts => counts.Done),
        day.Handlers.Sum(counts => counts.Failed), day.Handlers.Sum(counts => counts.Retried),
        [
            .. day.Handlers.Select(counts => new HandlerCountsDocument(
                counts.Handler, counts.Accepted, counts.Done, counts.Failed, counts.Retried)),
        ]);

    private static UnservedDocument ToDocument(UnservedJobs jobs) => new(
        jobs.Load.Queue, jobs.Load.Handler!, jobs.Load.ArgsVersion, jobs.Load.Waiting,
        JsonNamingPolicy.CamelCase.ConvertName(jobs.Reason.ToString()), jobs.Text);
}
