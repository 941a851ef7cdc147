using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon queue list</c>: lists the queues.</summary>
internal static class QueueListVerb
{
    public static Command Create(CliContext context) =>
        new Command("list", "Lists the queues and what they hold.").Calls(context, async (_, session, cancellation) =>
        {
            var answer = await session.Api.ListQueuesAsync(cancellation).ConfigureAwait(false);
            session.Show(answer, GnomonJson.Default.QueueListDocument, FleetView.ShowQueues);
            return ExitCodes.Done;
        });
}
