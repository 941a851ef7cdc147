using System.CommandLine;
using System.Text;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Files;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule import</c>: makes a set of schedules of a crontab.</summary>
internal sealed class ScheduleImportVerb
{
    private const string DefaultSet = "crontab";

    private readonly Option<string?> _crontab = OptionKinds.Text(
        "--crontab", "The crontab, - for standard input.", "file");

    private readonly Option<bool> _system = new("--system")
    {
        Description = "The column before each command names a user, as in /etc/crontab.",
    };

    private readonly Option<string?> _queue = OptionKinds.Text("--queue", "The queue of the jobs; default: default.", "name");

    private readonly Option<string?> _zone = OptionKinds.Text(
        "--zone", "Whose clock the times are of where the crontab does not say; default: this machine's.", "name");

    private readonly Option<string?> _set = OptionKinds.Text(
        "--set", $"The set that the schedules become; default: {DefaultSet}.", "name");

    private readonly Option<bool> _adopt = new("--adopt")
    {
        Description = "Take over schedules with these ids that are there already.",
    };

    private readonly Option<bool> _skipUnfit = new("--skip-unfit") { Description = "Leave out lines that do not fit." };

    private readonly Option<bool> _dryRun = ScheduleApplyVerb.DryRun();

    public static Command Create(CliContext context)
    {
        var verb = new ScheduleImportVerb();
        verb._crontab.Required = true;
        var command = new Command("import", "Makes a set of schedules of a crontab; each line becomes one.")
        {
            verb._crontab, verb._system, verb._queue, verb._zone, verb._set, verb._adopt, verb._skipUnfit, verb._dryRun,
        };
        return command.Calls(context, verb.RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, ClientSession session, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(_crontab)!;
        var text = Encoding.UTF8.GetString(
            await InputFile.ReadAsync("--crontab", file, cancellation).ConfigureAwait(false));
        var zone = parsed.GetValue(_zone) ?? TimeZoneInfo.Local.Id;
        var crontab = Crontab.Read(text, new CrontabOptions(zone, parsed.GetValue(_queue), parsed.GetValue(_system)));
        var name = file == "-" ? "standard input" : file;
        foreach (var note in crontab.Notes) session.Terminal.Note($"{name}, line {note.Line}: {note.Text}");
        var skips = parsed.GetValue(_skipUnfit);
        foreach (var unfit in crontab.Unfit)
            session.Terminal.Note($"{name}, line {unfit.Line}: {(skips ? "left out: " : "")}{unfit.Text}");
        if (crontab.Unfit.Count > 0 && !skips)
            throw new CommandFailedException(
                ExitCodes.Usage,
                $"{crontab.Unfit.Count} of the lines do not fit, so nothing is imported; change them, or leave them out "
                + "with --skip-unfit");
        var set = parsed.GetValue(_set) ?? DefaultSet;
        var change = await PutAsync(
            session.Api, set, crontab.Schedules, parsed.GetValue(_adopt), parsed.GetValue(_dryRun), cancellation)
            .ConfigureAwait(false);
        session.Show(
            new SchedulesAppliedDocument(change.DryRun, [change], [], [], []), CliJson.Default.SchedulesAppliedDocument,
            SetView.Show);
        return ExitCodes.Done;
    }

    /// <summary>A crontab has no version: what is imported is newer than what was imported before, unless it is the same.
    /// </summary>
    private static async Task<SetChangeDocument> PutAsync(
        IGnomonApi api, string name, IReadOnlyList<ScheduleDocument> schedules, bool adopt, bool dryRun,
        CancellationToken cancellation)
    {
        var version = await VersionAsync(api, name, cancellation).ConfigureAwait(false);
        var set = new ScheduleSetDocument { Version = version ?? 1, Adopt = adopt, Schedules = schedules };
        try
        {
            return await api.PutScheduleSetAsync(name, set, dryRun, cancellation).ConfigureAwait(false);
        }
        catch (ApiException refusal) when (refusal is { Status: 409, Field: "version" })
        {
            return await api.PutScheduleSetAsync(name, set with { Version = version + 1 }, dryRun, cancellation)
                .ConfigureAwait(false);
        }
    }

    private static async Task<long?> VersionAsync(IGnomonApi api, string name, CancellationToken cancellation)
    {
        try
        {
            return (await api.GetScheduleSetAsync(name, cancellation).ConfigureAwait(false)).Version;
        }
        catch (ApiException error) when (error.Status == 404)
        {
            return null;
        }
    }
}
