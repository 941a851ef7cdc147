using System.CommandLine;
using Gnomon.Cli.Serving;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon worker</c>: runs the jobs of a store, without HTTP.</summary>
internal static class WorkerVerb
{
    public static Command Create(CliContext context)
    {
        var serving = new ServingOptions("--concurrency", least: 1);
        var command = new Command("worker", "Runs the jobs of a store, without serving it to others.");
        serving.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var settings = serving.Read(parsed);
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
