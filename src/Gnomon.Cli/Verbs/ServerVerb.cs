using System.CommandLine;
using Gnomon.Cli.Options;
using Gnomon.Cli.Serving;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon server</c>: a store with its HTTP API, and a worker unless told otherwise.</summary>
internal static class ServerVerb
{
    public static Command Create(CliContext context)
    {
        var serving = new ServingOptions("--workers", least: 0);
        var listen = OptionKinds.Text(
            "--listen", $"A loopback address of this machine; default: {ListenAddress.Default}.", "url");
        var schedules = OptionKinds.Text(
            "--schedules", "A file of sets of schedules, YAML or JSON: stored at the start and whenever it changes.", "file");
        var command = new Command("server", "Serves a store over HTTP, and runs its jobs.") { listen, schedules };
        serving.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var settings = serving.Read(parsed) with
            {
                Listen = ListenAddress.Parse(parsed.GetValue(listen) ?? ListenAddress.Default),
                Schedules = parsed.GetValue(schedules),
            };
            var host = await ServingHost.StartAsync(settings, context.Time, stop).ConfigureAwait(false);
            await using (host.ConfigureAwait(false))
            {
                Greeting.Show(context.Terminal, settings, host);
                await host.ServeAsync(stop, context.Hurry).ConfigureAwait(false);
                return ExitCodes.Done;
            }
        });
        return command;
    }
}
