using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule get</c>: shows a schedule.</summary>
internal static class ScheduleGetVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        return new Command("get", "Shows a schedule.") { id }.Calls(context, async (parsed, session, cancellation) =>
        {
            var answer = await session.Api.GetScheduleAsync(parsed.GetRequiredValue(id), cancellation)
                .ConfigureAwait(false);
            session.Show(answer, GnomonJson.Default.ScheduleDocument, ScheduleView.Show);
            return ExitCodes.Done;
        });
    }
}
