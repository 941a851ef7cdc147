using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule next</c>: shows the ticks that a schedule comes to.</summary>
internal static class ScheduleNextVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var count = OptionKinds.Number(
            "--count", $"At most so many; default: {ApiLimits.DefaultNextTicks}.", 1, ApiLimits.MaxPage);
        var command = new Command("next", "Shows the ticks that a schedule comes to, the first first.") { id, count };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var name = parsed.GetRequiredValue(id);
            var next = await session.Api.ListNextTicksAsync(name, parsed.GetValue(count), cancellation)
                .ConfigureAwait(false);
            session.Show(next, ApiJson.Answers.NextTicksDocument, ScheduleView.ShowNext);
            if (next.Paused == true)
                session.Terminal.Complain($"schedule '{name}' is paused; these ticks come when it is resumed in time");
            if (next.Items.Count > 0) return ExitCodes.Done;
            session.Terminal.Complain($"never: schedule '{name}' has no tick to come");
            return ExitCodes.NoTick;
        });
    }
}
