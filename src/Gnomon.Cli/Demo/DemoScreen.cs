using Gnomon.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Gnomon.Cli.Demo;

/// <summary>Shows how a demo goes: a table that changes on a screen, else a line for each change.</summary>
internal sealed class DemoScreen(Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, string> _told = [];

    /// <summary>Shows the run until it has ended, or for so long.</summary>
    public async Task WatchAsync(DemoRun run, TimeSpan limit, CancellationToken cancellation)
    {
        if (terminal.Screen is not { } screen)
        {
            await LookUntilEndedAsync(run, limit, Tell, cancellation).ConfigureAwait(false);
            return;
        }

        await screen.Live(new Text("")).StartAsync(live => LookUntilEndedAsync(
            run, limit, rows => Draw(live, rows), cancellation)).ConfigureAwait(false);
    }

    private async Task LookUntilEndedAsync(
        DemoRun run, TimeSpan limit, Action<IReadOnlyList<DemoRow>> show, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            show(await run.LookAsync(cancellation).ConfigureAwait(false));
            if (run.Ended || time.GetElapsedTime(began) >= limit) return;
            await Task.Delay(Refresh, time, cancellation).ConfigureAwait(false);
        }
    }

    private static void Draw(LiveDisplayContext live, IReadOnlyList<DemoRow> rows)
    {
        live.UpdateTarget(GridDrawing.Draw(DemoRow.Table(rows)));
        live.Refresh();
    }

    private void Tell(IReadOnlyList<DemoRow> rows)
    {
        foreach (var row in rows)
        {
            if (_told.TryGetValue(row.Job.Id, out var told) && told == row.Line) continue;
            _told[row.Job.Id] = row.Line;
            terminal.Write(row.Line);
        }
    }
}
