using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule pause</c>: stops the ticks of a schedule.</summary>
internal static class SchedulePauseVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var reason = OptionKinds.Text("--reason", "Why, for whoever looks at the schedule.", "text");
        var command = new Command("pause", "Stops the ticks of a schedule.") { id, reason };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var schedule = await session.Api
                .PauseScheduleAsync(
                    parsed.GetRequiredValue(id), parsed.GetValue(reason), ifRevision: null, cancellation)
                .ConfigureAwait(false);
            session.Show(schedule, GnomonJson.Default.ScheduleDocument, ScheduleView.Show);
            return ExitCodes.Done;
        });
    }
}
