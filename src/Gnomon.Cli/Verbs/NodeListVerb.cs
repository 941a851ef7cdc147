using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon node list</c>: lists the live nodes.</summary>
internal static class NodeListVerb
{
    public static Command Create(CliContext context) =>
        new Command("list", "Lists the processes that run jobs.").Calls(context, async (_, session, cancellation) =>
        {
            var answer = await session.Api.ListNodesAsync(cancellation).ConfigureAwait(false);
            session.Show(answer, GnomonJson.Default.NodeListDocument, FleetView.ShowNodes);
            return ExitCodes.Done;
        });
}
