using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon broadcast get</c>: shows a broadcast with the result of each node.</summary>
internal static class BroadcastGetVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The broadcast." };
        var wait = WaitOption.Create();
        return new Command("get", "Shows a broadcast with the result of each node.") { id, wait }.Calls(
            context,
            async (parsed, session, cancellation) =>
            {
                var limit = parsed.GetValue(wait);
                if (limit is not null) EndOfJob.CheckPossible(session);
                var broadcast = await EndOfBroadcast
                    .WaitAsync(session, parsed.GetRequiredValue(id), limit ?? TimeSpan.Zero, cancellation)
                    .ConfigureAwait(false);
                session.Show(broadcast, GnomonJson.Default.BroadcastDocument, BroadcastView.Show);
                return limit is null ? ExitCodes.Done : EndOfBroadcast.Judge(session, broadcast, limit);
            });
    }
}
