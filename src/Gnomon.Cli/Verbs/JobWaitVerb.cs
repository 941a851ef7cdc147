using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job wait</c>: waits for the end of jobs.</summary>
internal static class JobWaitVerb
{
    public static Command Create(CliContext context)
    {
        var ids = EachJob.Ids();
        var limit = OptionKinds.Duration("--for", "Wait at most this long for each; default: without end.");
        return new Command("wait", "Waits for the end of jobs and prints their results.") { ids, limit }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session,
                parsed.GetRequiredValue(ids),
                id => EndOfJob.WaitAsync(session, id, parsed.GetValue(limit), cancellation),
                GnomonJson.Default.JobResultDocument,
                JobView.ShowResult));
    }
}
