using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon broadcast list</c>: lists broadcasts.</summary>
internal static class BroadcastListVerb
{
    public static Command Create(CliContext context)
    {
        var state = OptionKinds.Choice(
            "--state", "Only broadcasts in this state.", "running", "succeeded", "failed", "cancelled");
        var page = new PageOptions();
        var command = new Command("list", "Lists broadcasts, newest first.") { state };
        page.AddTo(command);
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var broadcasts = await session.Api
                .ListBroadcastsAsync(
                    parsed.GetValue(state), page.Cursor(parsed), page.Limit(parsed), cancellation).ConfigureAwait(false);
            session.Show(broadcasts, GnomonJson.Default.BroadcastListDocument, BroadcastView.ShowList);
            return ExitCodes.Done;
        });
    }
}
