using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job retry</c>: revives ended jobs.</summary>
internal static class JobRetryVerb
{
    public static Command Create(CliContext context)
    {
        var ids = EachJob.Ids();
        return new Command("retry", "Gives ended jobs a new life with all their attempts.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session,
                parsed.GetRequiredValue(ids),
                id => session.Api.RetryAsync(id, cancellation),
                GnomonJson.Default.ControlDocument,
                JobView.ShowControl));
    }
}
