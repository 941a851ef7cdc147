using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Serving;

/// <summary>Says what a process serves, when it has started.</summary>
internal static class Greeting
{
    public static void Show(Terminal terminal, ServerSettings settings, ServingHost host)
    {
        if (settings.Listen is { } listen)
            terminal.Write($"listening on {listen.Url.GetLeftPart(UriPartial.Authority)} (this machine only)");
        terminal.Write($"store {StoreChoice.Show(settings.Store)}: {host.Store.Acknowledged} {host.Store.LossWindow}");
        foreach (var folder in host.Folders)
            terminal.Write(folder.Names.Count > 0
                ? $"tasks of {folder.FullPath}: {string.Join(", ", folder.Names)}"
                : $"tasks of {folder.FullPath}: none yet; executable files put there are found at once");
        if (settings.AllowHosts.Count > 0)
            terminal.Write($"web calls to: {string.Join(", ", settings.AllowHosts)}");
        if (settings.Calendars.Count > 0)
            terminal.Write($"calendars: {string.Join(", ", settings.Calendars.Select(calendar => calendar.Name))}");
        if (settings.Schedules is { } schedules) terminal.Write($"schedules from {schedules}");
        terminal.Write(settings.Workers > 0
            ? $"running up to {settings.Workers} jobs at once from {string.Join(", ", settings.Queues)}"
            : "running no jobs here");
    }
}
