using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule ticks</c>: shows what became of a schedule's ticks.</summary>
internal static class ScheduleTicksVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var page = new PageOptions();
        var command = new Command("ticks", "Shows what became of a schedule's ticks, newest first.") { id };
        page.AddTo(command);
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var ticks = await session.Api
                .ListTicksAsync(parsed.GetRequiredValue(id), page.Cursor(parsed), page.Limit(parsed), cancellation)
                .ConfigureAwait(false);
            session.Show(ticks, GnomonJson.Default.TickListDocument, ScheduleView.ShowTicks);
            return ExitCodes.Done;
        });
    }
}
