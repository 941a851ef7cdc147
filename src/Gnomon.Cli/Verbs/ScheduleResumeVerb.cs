using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule resume</c>: lets a schedule tick again.</summary>
internal static class ScheduleResumeVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var command = new Command("resume", "Lets a schedule tick again; nothing is made up for.") { id };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var answer = await session.Api.ResumeScheduleAsync(parsed.GetRequiredValue(id), ifRevision: null, cancellation)
                .ConfigureAwait(false);
            session.Show(answer, GnomonJson.Default.ScheduleDocument, ScheduleView.Show);
            return ExitCodes.Done;
        });
    }
}
