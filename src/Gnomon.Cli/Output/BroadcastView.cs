using System.Text.Json;
using Gnomon.Api;

namespace Gnomon.Cli.Output;

/// <summary>Shows broadcasts to people.</summary>
internal static class BroadcastView
{
    public static void ShowPublished(Terminal terminal, PublishedBroadcastDocument published)
    {
        terminal.Write(published.Id);
        foreach (var copy in published.Copies)
            terminal.Note(copy.Shard is { } shard ? $"shard {shard} for {copy.Node}" : $"a copy for {copy.Node}");
        if (published.Copies.Count == 0) terminal.Note("no node yet; those that join get a copy");
    }

    public static void ShowList(Terminal terminal, BroadcastListDocument page)
    {
        terminal.Show(new Grid(
            ["ID", "NAME", "HANDLER", Grid.State, "PARTS", "FAILED", "CREATED", "UNTIL"],
            [.. page.Items.Select(IReadOnlyList<string> (broadcast) =>
            [
                broadcast.Id, broadcast.Name ?? "", broadcast.Handler, broadcast.State,
                $"{broadcast.Counts.Values.Sum()}", $"{broadcast.Failures}", PlainText.Instant(broadcast.CreatedAt),
                PlainText.Instant(broadcast.Until),
            ])]));
        JobView.ShowMore(terminal, page.Next);
    }

    public static void Show(Terminal terminal, BroadcastDocument broadcast)
    {
        terminal.Show(Grid.Of(
            ("id", broadcast.Id),
            ("name", broadcast.Name),
            ("handler", broadcast.Handler),
            ("args", broadcast.Args?.GetRawText()),
            ("state", broadcast.State),
            ("only with tag", broadcast.NodeTag),
            ("only of queue", broadcast.Queue),
            ("open until", PlainText.Instant(broadcast.Until)),
            ("parts of one work", broadcast.Sharded ? "yes" : null),
            ("created", PlainText.Instant(broadcast.CreatedAt)),
            ("finished", PlainText.Instant(broadcast.FinishedAt)),
            ("schedule", broadcast.Schedule)));
        ShowCopies(terminal, broadcast);
    }

    public static void ShowCopies(Terminal terminal, BroadcastDocument broadcast)
    {
        if (broadcast.Copies is not { Count: > 0 } copies) return;
        terminal.Show(new Grid(
            ["NODE", "SHARD", Grid.State, "JOB", "RESULT"],
            [.. copies.Select(IReadOnlyList<string> (copy) =>
            [
                copy.Node, copy.Shard is { } shard ? $"{shard}" : "", copy.State, copy.Job, Outcome(copy),
            ])]));
    }

    private static string Outcome(BroadcastCopyDocument copy)
    {
        var text = copy.Result is not { } result ? copy.Error ?? ""
            : result.ValueKind == JsonValueKind.String ? result.GetString()! : result.GetRawText();
        return text.Split('\n', 2)[0];
    }
}
