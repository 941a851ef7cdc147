using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon run</c>: submits one job.</summary>
internal sealed class RunVerb
{
    private readonly JobOptions _job = new(nameNeeded: true);

    private readonly Option<DateTimeOffset?> _at = OptionKinds.Instant(
        "--at", "Run at this time, such as 2026-05-01T08:30:00Z; one in the past means at once.");

    private readonly Option<TimeSpan?> _in = OptionKinds.Duration("--in", "Run after this long, such as 1h30m.");

    private readonly Option<DateTimeOffset?> _deadline = OptionKinds.Instant(
        "--deadline", "The job must not start after this time.");

    private readonly Option<TimeSpan?> _retention = OptionKinds.Duration(
        "--retention", "How long the ended job is kept; default: as the store says.");

    private readonly Option<string?> _node = OptionKinds.Text(
        "--node", "Only this node may run it, by its id in 'gnomon node list'.", "id");

    private readonly KeyOptions _key = new();

    private readonly Option<string?> _id = OptionKinds.Text(
        "--id", "The job's UUID: submitting it again changes nothing.", "uuid");

    private readonly Option<TimeSpan?> _wait = WaitOption.Create();

    public static Command Create(CliContext context)
    {
        var verb = new RunVerb();
        var command = new Command("run", "Submits a job; prints its id, or its result with --wait.");
        verb._job.AddTo(command);
        command.Options.Add(verb._at);
        command.Options.Add(verb._in);
        command.Options.Add(verb._deadline);
        command.Options.Add(verb._retention);
        command.Options.Add(verb._node);
        verb._key.AddTo(command);
        command.Options.Add(verb._id);
        command.Options.Add(verb._wait);
        return command.Calls(context, verb.RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, ClientSession session, CancellationToken cancellation)
    {
        var wait = parsed.GetValue(_wait);
        if (wait is not null) EndOfJob.CheckPossible(session);
        var answers = await session.Api.SubmitAsync([Draft(parsed)], cancellation).ConfigureAwait(false);
        var submitted = answers[0];
        foreach (var warning in submitted.Warnings) session.Terminal.Complain(warning);
        if (Remark(submitted) is { } remark) session.Terminal.Complain(remark);
        if (wait is null)
        {
            session.Show(
                submitted, GnomonJson.Default.SubmittedJobDocument, (terminal, job) => terminal.Write(job.Id));
            return ExitCodes.Done;
        }

        var (result, exitCode) = await EndOfJob.WaitAsync(session, submitted.Id, wait, cancellation)
            .ConfigureAwait(false);
        session.Show(result, GnomonJson.Default.JobResultDocument, JobView.ShowResult);
        return exitCode;
    }

    private static string? Remark(SubmittedJobDocument submitted) => submitted.Outcome switch
    {
        SubmittedJobDocument.SameId => $"job {submitted.Id} was there already; nothing is changed",
        SubmittedJobDocument.SameKey => $"job {submitted.Id} holds the key; nothing is added",
        SubmittedJobDocument.Replaced => $"job {submitted.Id} holds the key and takes these arguments",
        _ => null,
    };

    private JobDraftDocument Draft(ParseResult parsed)
    {
        var (at, delay) = (parsed.GetValue(_at), parsed.GetValue(_in));
        if (at is not null && delay is not null)
            throw new CommandFailedException(ExitCodes.Usage, "--at and --in exclude each other; give one of the two");
        return new JobDraftDocument
        {
            Id = parsed.GetValue(_id),
            Handler = parsed.GetValue(_job.Name),
            Args = _job.Args(parsed),
            Queue = _job.Queue(parsed),
            Priority = _job.Priority(parsed),
            RunAt = at,
            Delay = JobOptions.Format(delay),
            Retry = _job.Retry(parsed),
            Timeout = _job.TimeLimit(parsed),
            Deadline = parsed.GetValue(_deadline),
            Key = _key.Key(parsed),
            Unique = _key.Unique(parsed),
            LimitKey = _job.LimitKey(parsed),
            OnNode = parsed.GetValue(_node),
            Tags = _job.Tags(parsed),
            Retention = JobOptions.Format(parsed.GetValue(_retention)),
        };
    }
}
