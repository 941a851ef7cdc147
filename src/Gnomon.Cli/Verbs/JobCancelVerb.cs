using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job cancel</c>: ends jobs.</summary>
internal static class JobCancelVerb
{
    public static Command Create(CliContext context)
    {
        var ids = EachJob.Ids();
        return new Command("cancel", "Ends jobs; running ones are asked to stop.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session,
                parsed.GetRequiredValue(ids),
                id => session.Api.CancelAsync(id, cancellation),
                GnomonJson.Default.ControlDocument,
                JobView.ShowControl));
    }
}
