using System.CommandLine;
using Gnomon.Cli.Client;
using Gnomon.Cli.Files;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule apply</c>: brings schedules to what a file says.</summary>
internal static class ScheduleApplyVerb
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "Sets of schedules as YAML or JSON; - for standard input." };
        var dryRun = DryRun();
        var command = new Command("apply", "Stores the sets of schedules of a file, each in its version.") { file, dryRun };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var name = parsed.GetRequiredValue(file);
            var content = await InputFile.ReadAsync("FILE", name, cancellation).ConfigureAwait(false);
            var read = ScheduleFile.Parse(name == "-" ? "standard input" : name, content);
            var applied = await ScheduleApply.RunAsync(session.Api, read, parsed.GetValue(dryRun), cancellation)
                .ConfigureAwait(false);
            session.Show(applied, CliJson.Default.SchedulesAppliedDocument, SetView.Show);
            return ExitCodes.Done;
        });
    }

    /// <summary>The option of verbs that can say what they would change.</summary>
    public static Option<bool> DryRun() => new("--dry-run") { Description = "Only say what would change." };
}
