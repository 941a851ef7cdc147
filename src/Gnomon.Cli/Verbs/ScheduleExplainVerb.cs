using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Gnomon.Triggers;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule explain</c>: says what became of an instant or of the ticks of a period, and why.
/// </summary>
internal static class ScheduleExplainVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var at = OptionKinds.Instant("--at", "One instant.");
        var from = OptionKinds.Instant("--from", "Where a period begins; default: a day before its end.");
        var to = OptionKinds.Instant("--to", "Where it ends; default: now.");
        var limit = OptionKinds.Number(
            "--limit", $"At most so many ticks; default: {ApiLimits.DefaultPage}.", 1, ScheduleLimits.MaxPeriodTicks);
        var command = new Command("explain", "Says what became of an instant, or of each tick of a period, and why.")
        {
            id, at, from, to, limit,
        };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var query = new ScheduleExplainQuery
            {
                At = parsed.GetValue(at), From = parsed.GetValue(from), To = parsed.GetValue(to),
                Limit = parsed.GetValue(limit),
            };
            var answer = await session.Api
                .ExplainScheduleAsync(parsed.GetRequiredValue(id), query, cancellation).ConfigureAwait(false);
            session.Show(answer, ApiJson.Answers.ScheduleExplanationDocument, ScheduleView.ShowExplanation);
            return ExitCodes.Done;
        });
    }
}
