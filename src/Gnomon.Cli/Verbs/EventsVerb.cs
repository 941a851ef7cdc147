using System.CommandLine;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon events</c>: follows what happens in a server, until one of both ends.</summary>
internal static class EventsVerb
{
    public static Command Create(CliContext context)
    {
        var queue = OptionKinds.Text("--queue", "Only events of jobs in this queue.", "name");
        var handler = OptionKinds.Text("--handler", "Only events of jobs with this handler.", "name");
        var kind = OptionKinds.Text("--kind", "Only these kinds, such as jobDead,jobRetried.", "kinds");
        var command = new Command("events", "Follows what happens in a server, one line an event, until it is stopped.")
        {
            queue, handler, kind,
        };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            if (session.Api is not HttpApi server)
                throw new CommandFailedException(
                    ExitCodes.Usage, "--store: nothing happens in a store that is opened here; name a server instead");
            var events = server.FollowEventsAsync(
                parsed.GetValue(queue), parsed.GetValue(handler), parsed.GetValue(kind),
                missed => session.Terminal.Complain($"missed {missed} events: they come faster than they are read"),
                cancellation);
            await foreach (var happened in events.ConfigureAwait(false))
                if (session.Json)
                    session.Terminal.Write(JsonSerializer.Serialize(happened, ApiJson.Answers.EventDocument));
                else
                    session.Terminal.Write(EventView.Line(happened));
            session.Terminal.Complain("the server has ended");
            return ExitCodes.Unreachable;
        });
    }
}
