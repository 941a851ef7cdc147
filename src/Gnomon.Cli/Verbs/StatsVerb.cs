using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon stats</c>: shows the counts.</summary>
internal static class StatsVerb
{
    public static Command Create(CliContext context) =>
        new Command("stats", "Shows the counts.").Calls(context, async (_, session, cancellation) =>
        {
            var answer = await session.Api.GetStatsAsync(cancellation).ConfigureAwait(false);
            session.Show(answer, GnomonJson.Default.StatsDocument, FleetView.ShowStats);
            return ExitCodes.Done;
        });
}
