using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Gnomon.Triggers;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule backfill</c>: runs the ticks of a past period.</summary>
internal static class ScheduleBackfillVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var from = OptionKinds.Instant("--from", "Where the period begins.");
        var to = OptionKinds.Instant("--to", "Where it ends; default: now.");
        var overlap = OverlapOption.Create("What ticks do while an earlier job has not ended; default: bufferAll.");
        var limit = OptionKinds.Number(
            "--limit", "At most so many ticks; default: the most.", 1, ScheduleLimits.MaxPeriodTicks);
        from.Required = true;
        var command = new Command("backfill", "Runs the ticks of a past period that have not run.")
        {
            id, from, to, overlap, limit,
        };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var request = new BackfillRequestDocument
            {
                From = parsed.GetValue(from), To = parsed.GetValue(to), Overlap = parsed.GetValue(overlap),
                Limit = parsed.GetValue(limit),
            };
            var answer = await session.Api
                .BackfillScheduleAsync(parsed.GetRequiredValue(id), request, cancellation).ConfigureAwait(false);
            session.Show(answer, ApiJson.Answers.BackfilledDocument, ScheduleView.ShowBackfill);
            return ExitCodes.Done;
        });
    }
}
