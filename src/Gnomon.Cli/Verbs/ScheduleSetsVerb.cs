using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule sets</c> and <c>gnomon schedule remove-set</c>.</summary>
internal static class ScheduleSetsVerb
{
    public static Command List(CliContext context)
    {
        var page = new PageOptions();
        var command = new Command("sets", "Lists the declared sets of schedules.");
        page.AddTo(command);
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var sets = await session.Api
                .ListScheduleSetsAsync(page.Cursor(parsed), page.Limit(parsed), cancellation).ConfigureAwait(false);
            session.Show(sets, GnomonJson.Default.StoredSetListDocument, SetView.ShowList);
            return ExitCodes.Done;
        });
    }

    public static Command Remove(CliContext context)
    {
        var name = new Argument<string>("SET") { Description = "The set." };
        var forget = new Option<bool>("--forget")
        {
            Description = "Forget its version too, so that any version may come back.",
        };
        var command = new Command("remove-set", "Removes a declared set with its schedules; the jobs they made stay.")
        {
            name, forget,
        };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var set = parsed.GetRequiredValue(name);
            await session.Api.RemoveScheduleSetAsync(set, parsed.GetValue(forget), cancellation).ConfigureAwait(false);
            session.Show(new RemovedDocument(set), CliJson.Default.RemovedDocument, RemovedDocument.Show);
            return ExitCodes.Done;
        });
    }
}
