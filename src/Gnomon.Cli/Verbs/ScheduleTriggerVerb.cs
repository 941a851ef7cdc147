using System.CommandLine;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule trigger</c>: runs a schedule's job now.</summary>
internal static class ScheduleTriggerVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var args = OptionKinds.Text("--args", "Other arguments than the schedule's, as JSON.", "json");
        var overlap = OverlapOption.Create("What to do while an earlier job has not ended; default: as the schedule says.");
        var command = new Command("trigger", "Runs a schedule's job now; prints the job's id.") { id, args, overlap };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var request = new TriggerRequestDocument
            {
                Args = Parse(parsed.GetValue(args)), Overlap = parsed.GetValue(overlap),
            };
            var run = await session.Api.TriggerScheduleAsync(parsed.GetRequiredValue(id), request, cancellation)
                .ConfigureAwait(false);
            foreach (var warning in run.Warnings) session.Terminal.Complain(warning);
            session.Show(run, GnomonJson.Default.TriggeredDocument, Show);
            return ExitCodes.Done;
        });
    }

    private static void Show(Terminal terminal, TriggeredDocument run)
    {
        if (run.Id is not null) terminal.Write(run.Id);
        if (run.Outcome != SubmittedJobDocument.Created)
            terminal.Complain(run.Reason is null ? run.Outcome : $"{run.Outcome}: {run.Reason}");
    }

    private static JsonElement? Parse(string? json)
    {
        if (json is null) return null;
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException error)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"--args: is not JSON: {error.Message}", error);
        }
    }
}
