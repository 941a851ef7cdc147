using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job get</c>: shows jobs with their attempts.</summary>
internal static class JobGetVerb
{
    public static Command Create(CliContext context)
    {
        var ids = EachJob.Ids();
        return new Command("get", "Shows jobs with their attempts.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session,
                parsed.GetRequiredValue(ids),
                id => session.Api.GetJobAsync(id, cancellation),
                GnomonJson.Default.JobDocument,
                JobView.Show));
    }
}
