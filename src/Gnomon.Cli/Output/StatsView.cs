using Gnomon.Api;
using Gnomon.Cli.Client;

namespace Gnomon.Cli.Output;

/// <summary>Shows counts to people.</summary>
internal static class StatsView
{
    /// <summary>What stands for the handlers that are counted together.</summary>
    private const string Others = "(others)";

    private static readonly string[] Counted = ["ACCEPTED", "DONE", "FAILED", "RETRIED"];

    public static void Show(Terminal terminal, StatsDocument stats)
    {
        terminal.Show(Grid.Of(
        [
            .. StateNames.All.Select(state => (state, (string?)$"{stats.Jobs.GetValueOrDefault(state)}")),
            ("schedules", $"{stats.Schedules}"),
            ("nodes", $"{stats.Nodes}"),
        ]));
        if (stats.Queues.Count > 0) terminal.Show(FleetView.Queues(stats.Queues));
        if (stats.Days.Count > 0) terminal.Show(Days(stats.Days));
        if (Handlers(stats) is { Rows.Count: > 0 } handlers) terminal.Show(handlers);
        if (stats.Unserved.Count > 0) terminal.Show(Unserved(stats.Unserved));
    }

    private static Grid Days(IReadOnlyList<DayDocument> days) => new(
        ["DAY", .. Counted],
        [.. days.Select(IReadOnlyList<string> (day) =>
            [day.Day, $"{day.Accepted}", $"{day.Done}", $"{day.Failed}", $"{day.Retried}"])]);

    /// <summary>Each handler with what it has to do now, and what happened in all the days that are shown.</summary>
    private static Grid Handlers(StatsDocument stats)
    {
        var counts = stats.Days.SelectMany(day => day.Handlers).ToLookup(entry => entry.Handler ?? Others);
        var load = stats.Handlers.ToDictionary(entry => entry.Handler ?? Others);
        return new Grid(
            ["HANDLER", "WAITING", "RUNNING", .. Counted],
            [.. counts.Select(group => group.Key).Union(load.Keys).Order(StringComparer.Ordinal)
                .Select(IReadOnlyList<string> (handler) =>
                [
                    handler, $"{load.GetValueOrDefault(handler)?.Waiting ?? 0}",
                    $"{load.GetValueOrDefault(handler)?.Running ?? 0}", $"{counts[handler].Sum(c => c.Accepted)}",
                    $"{counts[handler].Sum(c => c.Done)}", $"{counts[handler].Sum(c => c.Failed)}",
                    $"{counts[handler].Sum(c => c.Retried)}",
                ])]);
    }

    private static Grid Unserved(IReadOnlyList<UnservedDocument> unserved) => new(
        ["CANNOT RUN", "QUEUE", "VERSION", "WAITING", "WHY"],
        [.. unserved.Select(IReadOnlyList<string> (jobs) =>
            [jobs.Handler, jobs.Queue, $"{jobs.ArgsVersion}", $"{jobs.Waiting}", jobs.Text])]);
}
