using System.CommandLine;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon broadcast</c>: gives every live node a copy of a job.</summary>
internal sealed class BroadcastVerb
{
    private readonly Argument<string?> _handler = new("NAME")
    {
        Description = "The handler; nodes that do not have it get no copy.", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> _args = new("ARG")
    {
        Description = "Arguments, passed on as they are. Those that begin with '-' stand after '--'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _tag = OptionKinds.Text("--tag", "Only nodes with this tag.", "word");

    private readonly Option<string?> _queue = OptionKinds.Text(
        "--queue", "Only nodes that take jobs from this queue.", "name");

    private readonly Option<DateTimeOffset?> _until = OptionKinds.Instant(
        "--until", "Nodes that join before this time get a copy too.");

    private readonly Option<TimeSpan?> _for = OptionKinds.Duration("--for", "The same for so long from now.");

    private readonly Option<bool> _shards = new("--shards")
    {
        Description = "The copies are parts of one work, in GNOMON_SHARD of GNOMON_SHARDS; that of a lost node goes to "
            + "another.",
    };

    private readonly Option<string?> _name = OptionKinds.Text("--name", "What people call it.", "text");

    private readonly Option<string?> _id = OptionKinds.Text(
        "--id", "Its UUID: publishing it again changes nothing.", "uuid");

    private readonly Option<int?> _priority = OptionKinds.Number(
        "--priority", "0 to 9; 9 goes first; default: 5.", 0, JobLimits.MaxPriority);

    private readonly Option<IReadOnlyList<TimeSpan>?> _retry = OptionKinds.Durations(
        "--retry", "The waits between attempts: 5s,8s,9s means up to four attempts.");

    private readonly Option<TimeSpan?> _timeout = OptionKinds.Duration("--timeout", "How long one attempt may take.");

    private readonly Option<TimeSpan?> _retention = OptionKinds.Duration(
        "--retention", "How long it is kept once all parts have ended; default: as the store says.");

    private readonly Option<TimeSpan?> _wait = WaitOption.Create();

    public static Command Create(CliContext context)
    {
        var verb = new BroadcastVerb();
        var command = new Command("broadcast", "Gives every live node a copy of a job, or looks at what became of it.")
        {
            verb._handler, verb._args, verb._tag, verb._queue, verb._until, verb._for, verb._shards, verb._name,
            verb._id, verb._priority, verb._retry, verb._timeout, verb._retention, verb._wait,
        };
        command.Calls(context, verb.RunAsync);
        command.Subcommands.Add(BroadcastListVerb.Create(context));
        command.Subcommands.Add(BroadcastGetVerb.Create(context));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, ClientSession session, CancellationToken cancellation)
    {
        var draft = Draft(parsed);
        var wait = parsed.GetValue(_wait);
        if (wait is not null) EndOfJob.CheckPossible(session);
        var published = await session.Api.BroadcastAsync(draft, cancellation).ConfigureAwait(false);
        foreach (var warning in published.Warnings) session.Terminal.Complain(warning);
        if (published.Outcome == SubmittedJobDocument.SameId)
            session.Terminal.Complain($"broadcast {published.Id} was there already; nothing is changed");
        if (wait is null)
        {
            session.Show(published, GnomonJson.Default.PublishedBroadcastDocument, BroadcastView.ShowPublished);
            return ExitCodes.Done;
        }

        var broadcast = await EndOfBroadcast.WaitAsync(session, published.Id, wait, cancellation).ConfigureAwait(false);
        session.Show(broadcast, GnomonJson.Default.BroadcastDocument, BroadcastView.ShowCopies);
        return EndOfBroadcast.Judge(session, broadcast, wait);
    }

    private BroadcastDraftDocument Draft(ParseResult parsed)
    {
        var (until, open) = (parsed.GetValue(_until), parsed.GetValue(_for));
        if (until is not null && open is not null)
            throw new CommandFailedException(
                ExitCodes.Usage, "--until and --for exclude each other; give one of the two");
        return new BroadcastDraftDocument
        {
            Id = parsed.GetValue(_id),
            Name = parsed.GetValue(_name),
            Handler = parsed.GetValue(_handler) ?? throw new CommandFailedException(
                ExitCodes.Usage, "NAME is missing; name the handler that every node runs, or 'list' or 'get'"),
            Args = JsonSerializer.SerializeToElement(parsed.GetValue(_args) ?? [], CliJson.Default.StringArray),
            NodeTag = parsed.GetValue(_tag),
            Queue = parsed.GetValue(_queue),
            Until = until,
            For = JobOptions.Format(open),
            Sharded = parsed.GetValue(_shards) ? true : null,
            Priority = parsed.GetValue(_priority),
            Retry = parsed.GetValue(_retry) is { } waits
                ? new RetryDocument { Delays = [.. waits.Select(DurationText.Format)] }
                : null,
            Timeout = JobOptions.Format(parsed.GetValue(_timeout)),
            Retention = JobOptions.Format(parsed.GetValue(_retention)),
        };
    }
}
