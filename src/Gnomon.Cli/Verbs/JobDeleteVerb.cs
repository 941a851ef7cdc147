using System.CommandLine;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job delete</c>: removes ended jobs.</summary>
internal static class JobDeleteVerb
{
    public static Command Create(CliContext context)
    {
        var ids = EachJob.Ids();
        return new Command("delete", "Removes ended jobs with their history.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session,
                parsed.GetRequiredValue(ids),
                async id =>
                {
                    await session.Api.DeleteAsync(id, cancellation).ConfigureAwait(false);
                    return new RemovedDocument(id);
                },
                CliJson.Default.RemovedDocument,
                RemovedDocument.Show));
    }
}
