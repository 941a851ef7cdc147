using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon queue pause</c> and <c>resume</c>: stops a queue and continues it.</summary>
internal static class QueuePauseVerb
{
    public static Command Create(CliContext context, bool paused)
    {
        var name = new Argument<string>("NAME") { Description = "The queue." };
        var command = paused
            ? new Command("pause", "Stops a queue: its jobs wait, running ones go on.") { name }
            : new Command("resume", "Continues a queue.") { name };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var queue = await session.Api.SetQueuePausedAsync(parsed.GetRequiredValue(name), paused, cancellation)
                .ConfigureAwait(false);
            session.Show(queue, GnomonJson.Default.QueueDocument, FleetView.ShowQueue);
            return ExitCodes.Done;
        });
    }
}
