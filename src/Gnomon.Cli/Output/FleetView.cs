using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Triggers;

namespace Gnomon.Cli.Output;

/// <summary>Shows queues and nodes to people.</summary>
internal static class FleetView
{
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

    public static Grid Queues(IReadOnlyList<QueueDocument> queues) => new(
        ["QUEUE", "PAUSED", "LIMITS", "READY FOR", .. StateNames.All.Select(state => state.ToUpperInvariant())],
        [.. queues.Select(IReadOnlyList<string> (queue) =>
        [
            queue.Name, queue.Paused ? "yes" : "no", Limits(queue.Limits), Age(queue.ReadySeconds),
            .. StateNames.All.Select(state => $"{queue.Jobs.GetValueOrDefault(state)}"),
        ])]);

    /// <summary>How long the oldest ready job has been ready, to the second.</summary>
    private static string Age(double? seconds) =>
        seconds is { } some ? DurationText.Format(TimeSpan.FromSeconds(Math.Floor(some))) : "";

    private static string Limits(LimitsDocument? limits) => limits is null ? "" : string.Join(", ", new[]
    {
        limits.Concurrency is { } most ? $"{most} at once" : null,
        limits.PerKeyConcurrency is { } each ? $"{each} of a key at once" : null,
        limits.Rate is { } rate ? RateOption.Format(rate) : null,
        limits.PerKeyRate is { } perKey ? $"{RateOption.Format(perKey)} of a key" : null,
        limits.StrictOrder == true ? "strict order by key" : null,
    }.OfType<string>());
}
