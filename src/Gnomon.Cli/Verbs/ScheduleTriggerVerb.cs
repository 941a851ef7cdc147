using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule trigger</c>: runs a schedule's job now.</summary>
internal static class ScheduleTriggerVerb
{
    public static Command Create(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The schedule." };
        var command = new Command("trigger", "Submits a schedule's job now; prints the job's id.") { id };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var job = await session.Api.TriggerScheduleAsync(parsed.GetRequiredValue(id), cancellation)
                .ConfigureAwait(false);
            foreach (var warning in job.Warnings) session.Terminal.Complain(warning);
            session.Show(
                job, GnomonJson.Default.SubmittedJobDocument, (terminal, submitted) => terminal.Write(submitted.Id));
            return ExitCodes.Done;
        });
    }
}
