using Gnomon.Api;

namespace Gnomon.Cli.Output;

/// <summary>Shows declared sets to people.</summary>
internal static class SetView
{
    public static void ShowList(Terminal terminal, StoredSetListDocument page)
    {
        terminal.Show(new Grid(
            ["SET", "VERSION", "SCHEDULES", "STORED AT", "REMOVED"],
            [.. page.Items.Select(IReadOnlyList<string> (set) =>
            [
                set.Set, $"{set.Version}", $"{set.Schedules}", PlainText.Instant(set.StoredAt), set.Removed ? "yes" : "no",
            ])]));
        JobView.ShowMore(terminal, page.Next);
    }

    public static void Show(Terminal terminal, SchedulesAppliedDocument applied)
    {
        foreach (var change in applied.Sets)
        {
            var would = applied.DryRun && change.Outcome == "stored" ? "would be stored" : change.Outcome;
            terminal.Write($"set {change.Set.Set} version {change.Set.Version}: {would}");
            ShowIds(terminal, "added", change.Added);
            ShowIds(terminal, "changed", change.Changed);
            ShowIds(terminal, "removed", change.Removed);
            ShowIds(terminal, "unchanged", change.Unchanged);
        }

        ShowIds(terminal, "added, in no set", applied.Added);
        ShowIds(terminal, "changed, in no set", applied.Changed);
        ShowIds(terminal, "unchanged, in no set", applied.Unchanged);
    }

    private static void ShowIds(Terminal terminal, string what, IReadOnlyList<string> ids)
    {
        foreach (var id in ids) terminal.Write($"  {what}: {id}");
    }
}
