using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon schedule put</c>: stores a schedule.</summary>
internal sealed class SchedulePutVerb
{
    private readonly Argument<string> _id = new("ID") { Description = "The schedule's name." };

    private readonly JobOptions _job = new(nameNeeded: false);

    private readonly TargetOptions _target = new();

    private readonly TriggerOptions _trigger = new();

    private readonly Option<DateTimeOffset?> _start = OptionKinds.Instant("--start", "No tick before this time.");

    private readonly Option<DateTimeOffset?> _end = OptionKinds.Instant("--end", "No tick after this time.");

    private readonly Option<TimeSpan?> _jitter = OptionKinds.Duration(
        "--jitter", "Each tick runs up to so much later, by a part of its own; default: at its time.");

    private readonly Option<int?> _maxRuns = OptionKinds.Number(
        "--max-runs", "Most jobs that its ticks make; default: no bound.", 1, int.MaxValue);

    private readonly Option<int?> _pauseAfterFailures = OptionKinds.Number(
        "--pause-after-failures", "Pause it after so many failed runs in a row; default: never.", 1, int.MaxValue);

    private readonly Option<string?> _overlap = OverlapOption.Create(
        "What a tick does while an earlier one's job has not ended; default: allow.");

    private readonly Option<int?> _revision = OptionKinds.Number(
        "--revision", "Only if it has this revision; 0: only if there is none.", 0, int.MaxValue);

    private readonly Option<string?> _catchUp = OptionKinds.Choice(
        "--catch-up", "Which missed ticks are made up for.", "none", "latest", "all");

    private readonly Option<TimeSpan?> _catchUpWindow = OptionKinds.Duration(
        "--catch-up-window", "How old a missed tick may be and still run; default: one day.");

    private readonly Option<string?> _file = OptionKinds.Text(
        "--file", "Read the schedule as JSON from this file, - for standard input.", "file");

    private IReadOnlyList<Option> Own =>
    [
        .. _target.All, .. _trigger.All, _start, _end, _jitter, _maxRuns, _pauseAfterFailures, _overlap, _catchUp,
        _catchUpWindow,
    ];

    public static Command Create(CliContext context)
    {
        var verb = new SchedulePutVerb();
        var command = new Command("put", "Stores a schedule, new or in place of the one with this id.") { verb._id };
        verb._job.AddTo(command);
        foreach (var option in verb.Own) command.Options.Add(option);
        command.Options.Add(verb._file);
        command.Options.Add(verb._revision);
        return command.Calls(context, verb.RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, ClientSession session, CancellationToken cancellation)
    {
        if (parsed.GetValue(_file) is { } file)
            return await PutAsync(
                parsed, session, await FromFileAsync(parsed, file, cancellation).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
        if (_target.WorkflowFile(parsed) is not { } workflow)
            return await PutAsync(parsed, session, FromOptions(parsed), cancellation).ConfigureAwait(false);
        var schedule = OfWorkflow(parsed);
        var read = await TargetOptions.ReadAsync(workflow, cancellation).ConfigureAwait(false);
        schedule = schedule with { Workflow = read.Read(GnomonJson.Default.WorkflowDraftDocument) };
        try
        {
            return await PutAsync(parsed, session, schedule, cancellation).ConfigureAwait(false);
        }
        catch (ApiException error)
            when (error is { Status: 400, Field: { } field } && field.StartsWith(OfTheWorkflow, StringComparison.Ordinal))
        {
            throw read.Fault(
                field[OfTheWorkflow.Length..], error.Detail.Replace(OfTheWorkflow, "", StringComparison.Ordinal), error);
        }
    }

    /// <summary>What errors about a member of the workflow begin with.</summary>
    private const string OfTheWorkflow = "workflow.";

    private async Task<int> PutAsync(
        ParseResult parsed, ClientSession session, ScheduleDocument schedule, CancellationToken cancellation)
    {
        var put = await session.Api
            .PutScheduleAsync(parsed.GetRequiredValue(_id), schedule, parsed.GetValue(_revision), cancellation)
            .ConfigureAwait(false);
        session.Show(put.Schedule, GnomonJson.Default.ScheduleDocument, ScheduleView.Show);
        return ExitCodes.Done;
    }

    private async Task<ScheduleDocument> FromFileAsync(ParseResult parsed, string file, CancellationToken cancellation)
    {
        var others = Own.Where(option => parsed.GetResult(option) is not null).Select(option => option.Name)
            .Concat(_job.Given(parsed)).ToList();
        if (parsed.GetValue(_job.Name) is not null) others.Insert(0, "NAME");
        if (others.Count > 0)
            throw new CommandFailedException(
                ExitCodes.Usage, $"--file says all of the schedule; leave out {string.Join(", ", others)}");
        var json = await InputFile.ReadAsync("--file", file, cancellation).ConfigureAwait(false);
        try
        {
            return ApiJson.Read(json, GnomonJson.Default.ScheduleDocument);
        }
        catch (ApiException error)
        {
            throw new CommandFailedException(
                ExitCodes.Usage, $"{(file == "-" ? "standard input" : file)}: {error.Detail}", error);
        }
    }

    private ScheduleDocument FromOptions(ParseResult parsed) => _target.Apply(parsed, Common(parsed) with
    {
        Handler = parsed.GetValue(_job.Name) ?? throw new CommandFailedException(
            ExitCodes.Usage, "NAME is missing: the handler that each tick runs"),
        Args = _job.Args(parsed),
        Retry = _job.Retry(parsed),
        Timeout = _job.TimeLimit(parsed),
        LimitKey = _job.LimitKey(parsed),
    });

    /// <summary>The schedule but for its workflow, which a file says.</summary>
    private ScheduleDocument OfWorkflow(ParseResult parsed)
    {
        if (parsed.GetValue(_job.Name) is not null)
            throw new CommandFailedException(
                ExitCodes.Usage, "--workflow stands instead of NAME and its arguments; give one of the two");
        _target.CheckAlone(parsed);
        var schedule = Common(parsed);
        var stray = _job.Retry(parsed) is not null ? "--retry"
            : _job.TimeLimit(parsed) is not null ? "--timeout"
            : _job.LimitKey(parsed) is not null ? "--limit-key" : null;
        return stray is null
            ? schedule
            : throw new CommandFailedException(
                ExitCodes.Usage, $"{stray} belongs to the steps of the workflow; say it in the file");
    }

    private ScheduleDocument Common(ParseResult parsed) => new()
    {
        Trigger = _trigger.Read(parsed),
        Start = parsed.GetValue(_start),
        End = parsed.GetValue(_end),
        Jitter = JobOptions.Format(parsed.GetValue(_jitter)),
        MaxRuns = parsed.GetValue(_maxRuns),
        PauseAfterFailures = parsed.GetValue(_pauseAfterFailures),
        Queue = _job.Queue(parsed),
        Priority = _job.Priority(parsed),
        Tags = _job.Tags(parsed),
        Overlap = parsed.GetValue(_overlap),
        CatchUp = parsed.GetValue(_catchUp),
        CatchUpWindow = JobOptions.Format(parsed.GetValue(_catchUpWindow)),
    };
}
