using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;

namespace Gnomon.Cli.Options;

/// <summary>Which jobs a verb changes: those named by id, or those that a filter accepts.</summary>
internal sealed class FilterOptions
{
    private readonly Argument<string[]> _ids = new("ID")
    {
        Description = "The job; several may be named. Without any, the options say which jobs.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _state = OptionKinds.Choice(
        "--state", "All jobs in this state.", StateNames.All);

    private readonly Option<string?> _queue = OptionKinds.Text("--queue", "All jobs of this queue.", "name");
    private readonly Option<string?> _handler = OptionKinds.Text("--handler", "All jobs of this handler.", "name");
    private readonly Option<string?> _tag = OptionKinds.Text("--tag", "All jobs with this tag.", "word");

    private readonly Option<string?> _schedule = OptionKinds.Text(
        "--schedule", "All jobs that this schedule made.", "id");

    private readonly Option<string?> _node = OptionKinds.Text(
        "--node", "All jobs that are pinned to this node.", "id");

    private readonly Option<bool> _all = new("--all") { Description = "All jobs, whatever they are." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_ids);
        foreach (var option in Filters) command.Options.Add(option);
        command.Options.Add(_all);
    }

    /// <summary>The ids that were given, or the filter.</summary>
    /// <exception cref="CommandFailedException">Neither is given, or both are.</exception>
    public (IReadOnlyList<string> Ids, JobFilterDocument? Filter) Read(ParseResult parsed)
    {
        var ids = parsed.GetValue(_ids) ?? [];
        var given = Filters.Where(option => parsed.GetResult(option) is not null).Select(o => o.Name).ToList();
        var all = parsed.GetValue(_all);
        if (all && given.Count > 0)
            throw new CommandFailedException(ExitCodes.Usage, $"--all means every job; leave out it or {given[0]}");
        if (all) given.Add("--all");
        if (ids.Length > 0 && given.Count > 0)
            throw new CommandFailedException(
                ExitCodes.Usage, $"an ID and {given[0]} exclude each other; name jobs or say which ones");
        if (ids.Length == 0 && given.Count == 0)
            throw new CommandFailedException(
                ExitCodes.Usage,
                $"no job is named; give IDs, or {string.Join(", ", Filters.Select(o => o.Name))}, or --all");
        if (ids.Length > 0) return (ids, null);
        return ([], new JobFilterDocument
        {
            State = parsed.GetValue(_state),
            Queue = parsed.GetValue(_queue),
            Handler = parsed.GetValue(_handler),
            Tag = parsed.GetValue(_tag),
            Schedule = parsed.GetValue(_schedule),
            OnNode = parsed.GetValue(_node),
        });
    }

    private IReadOnlyList<Option> Filters => [_state, _queue, _handler, _tag, _schedule, _node];
}
