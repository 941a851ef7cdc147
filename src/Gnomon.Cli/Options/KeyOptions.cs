using System.CommandLine;
using Gnomon.Api;

namespace Gnomon.Cli.Options;

/// <summary>The unique key of a job and what it means.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string?> _key = OptionKinds.Text(
        "--key", "The unique key: by default the queue takes no second job with it until the first has ended.", "key");

    private readonly Option<string?> _scope = OptionKinds.Choice(
        "--unique-scope", "Among which jobs the key is unique; default: queue.", "queue", "handler", "global");

    private readonly Option<string?> _hold = OptionKinds.Choice(
        "--unique-hold", "How long the job holds the key; default: untilEnded.",
        "untilEnded", "untilStarted", "untilRemoved");

    private readonly Option<TimeSpan?> _period = OptionKinds.Duration(
        "--unique-period", "The longest time that the job holds the key.");

    private readonly Option<string?> _onDuplicate = OptionKinds.Choice(
        "--on-duplicate", "What is done when another job holds the key; default: return.",
        "return", "reject", "replace", "debounce");

    public void AddTo(Command command)
    {
        command.Options.Add(_key);
        foreach (var option in Rules) command.Options.Add(option);
    }

    public string? Key(ParseResult parsed) => parsed.GetValue(_key);

    /// <exception cref="CommandFailedException">A rule is given without a key.</exception>
    public UniqueDocument? Unique(ParseResult parsed)
    {
        if (Rules.FirstOrDefault(option => parsed.GetResult(option) is not null) is not { } given) return null;
        if (Key(parsed) is null)
            throw new CommandFailedException(ExitCodes.Usage, $"{given.Name} needs --key, the key that it is about");
        return new UniqueDocument
        {
            Scope = parsed.GetValue(_scope),
            Hold = parsed.GetValue(_hold),
            Period = JobOptions.Format(parsed.GetValue(_period)),
            OnDuplicate = parsed.GetValue(_onDuplicate),
        };
    }

    private IReadOnlyList<Option> Rules => [_scope, _hold, _period, _onDuplicate];
}
