using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;

namespace Gnomon.Cli.Output;

/// <summary>Shows queues, nodes and counts to people.</summary>
internal static class FleetView
{
    public static void ShowStats(Terminal terminal, StatsDocument stats)
    {
        terminal.Show(Grid.Of(
        [
            .. StateNames.All.Select(state => (state, (string?)$"{stats.Jobs.GetValueOrDefault(state)}")),
            ("schedules", $"{stats.Schedules}"),
            ("nodes", $"{stats.Nodes}"),
        ]));
        if (stats.Queues.Count > 0) terminal.Show(Queues(stats.Queues));
    }

    public static void ShowQueues(Terminal terminal, QueueListDocument page) => terminal.Show(Queues(page.Items));

    public static void ShowQueue(Terminal terminal, QueueDocument queue) => terminal.Show(Queues([queue]));

    public static void ShowNodes(Terminal terminal, NodeListDocument page) => terminal.Show(new Grid(
        ["ID", "HOST", "PROCESS", "VERSION", "ADDRESS", "TAGS", "SLOTS", "QUEUES", "HANDLERS", "LEADS", "SEEN AT"],
        [.. page.Items.Select(IReadOnlyList<string> (node) =>
        [
            node.Id, node.Host, $"{node.ProcessId}", node.Version, node.Address ?? "", string.Join(", ", node.Tags),
            $"{node.Concurrency}", string.Join(", ", node.Queues), string.Join(", ", node.Handlers),
            page.Leader?.Node == node.Id ? "yes" : "", PlainText.Instant(node.SeenAt),
        ])]));

    private static string Limits(LimitsDocument? limits) => limits is null ? "" : string.Join(", ", new[]
    {
        limits.Concurrency is { } most ? $"{most} at once" : null,
        limits.PerKeyConcurrency is { } each ? $"{each} of a key at once" : null,
        limits.Rate is { } rate ? RateOption.Format(rate) : null,
        limits.PerKeyRate is { } perKey ? $"{RateOption.Format(perKey)} of a key" : null,
        limits.StrictOrder == true ? "strict order by key" : null,
    }.OfType<string>());

    private static Grid Queues(IReadOnlyList<QueueDocument> queues) => new(
        ["QUEUE", "PAUSED", "LIMITS", .. StateNames.All.Select(state => state.ToUpperInvariant())],
        [.. queues.Select(IReadOnlyList<string> (queue) =>
        [
            queue.Name, queue.Paused ? "yes" : "no", Limits(queue.Limits),
            .. StateNames.All.Select(state => $"{queue.Jobs.GetValueOrDefault(state)}"),
        ])]);
}
