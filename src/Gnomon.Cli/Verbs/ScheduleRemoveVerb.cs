using System.CommandLine;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule remove</c>: removes a schedule.</summary>
internal static class ScheduleRemoveVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var command = new Command("remove", "Removes a schedule; the jobs it made stay.") { id };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var name = parsed.GetRequiredValue(id);
            await session.Api.RemoveScheduleAsync(name, ifRevision: null, cancellation).ConfigureAwait(false);
            session.Show(new RemovedDocument(name), CliJson.Default.RemovedDocument, RemovedDocument.Show);
            return ExitCodes.Done;
        });
    }
}
