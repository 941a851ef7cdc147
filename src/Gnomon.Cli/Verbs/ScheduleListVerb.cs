using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule list</c>: lists schedules.</summary>
internal static class ScheduleListVerb
{
    public static Command Create(CliContext context)
    {
        var page = new PageOptions();
        var command = new Command("list", "Lists schedules in the order of their ids.");
        page.AddTo(command);
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var schedules = await session.Api
                .ListSchedulesAsync(page.Cursor(parsed), page.Limit(parsed), cancellation).ConfigureAwait(false);
            session.Show(schedules, GnomonJson.Default.ScheduleListDocument, ScheduleView.ShowList);
            return ExitCodes.Done;
        });
    }
}
