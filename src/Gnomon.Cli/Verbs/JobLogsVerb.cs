using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job logs</c>: prints the logs of jobs.</summary>
internal static class JobLogsVerb
{
    public static Command Create(CliContext context)
    {
        var ids = EachJob.Ids();
        return new Command("logs", "Prints what is kept of the jobs' logs.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session,
                parsed.GetRequiredValue(ids),
                id => session.Api.GetLogsAsync(id, cancellation),
                GnomonJson.Default.LogsDocument,
                JobView.ShowLogs));
    }
}
