using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Gnomon.Store;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon stats</c>: shows the counts.</summary>
internal static class StatsVerb
{
    public static Command Create(CliContext context)
    {
        var days = OptionKinds.Number(
            "--days", $"Count what happened in so many days, today included; default: {ApiLimits.DefaultStatsDays}.",
            1, CounterLimits.MaxDays);
        return new Command("stats", "Shows the counts.") { days }.Calls(context, async (parsed, session, cancellation) =>
        {
            var answer = await session.Api.GetStatsAsync(parsed.GetValue(days), cancellation).ConfigureAwait(false);
            session.Show(answer, ApiJson.Answers.StatsDocument, StatsView.Show);
            return ExitCodes.Done;
        });
    }
}
