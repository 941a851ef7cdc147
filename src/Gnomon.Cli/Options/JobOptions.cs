using System.CommandLine;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Cli.Options;

/// <summary>The name, arguments and options that a job and the jobs of a schedule have in common.</summary>
internal sealed class JobOptions
{
    private readonly Argument<string[]> _args = new("ARG")
    {
        Description = "Arguments, passed on as they are. Those that begin with '-' stand after '--'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _queue = OptionKinds.Text("--queue", "The queue; default: default.", "name");

    private readonly Option<int?> _priority = OptionKinds.Number(
        "--priority", "0 to 9; 9 goes first; default: 5.", 0, JobLimits.MaxPriority);

    private readonly Option<IReadOnlyList<TimeSpan>?> _retry = OptionKinds.Durations(
        "--retry", "The waits between attempts: 5s,8s,9s means up to four attempts.");

    private readonly Option<TimeSpan?> _timeout = OptionKinds.Duration("--timeout", "How long one attempt may take.");

    private readonly Option<string?> _limitKey = OptionKinds.Text(
        "--limit-key", "By what the limits of the queue count the job, such as a tenant.", "key");

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "A word to find the job by; may be given several times.", HelpName = "word",
    };

    /// <param name="nameNeeded">Whether the name has to be given.</param>
    public JobOptions(bool nameNeeded) => Name = new Argument<string?>("NAME")
    {
        Description = "The handler: the name of code or of an executable that a worker has.",
        Arity = nameNeeded ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
    };

    public Argument<string?> Name { get; }

    public void AddTo(Command command)
    {
        command.Arguments.Add(Name);
        command.Arguments.Add(_args);
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>The options that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        All.Where(option => parsed.GetResult(option) is not null).Select(option => option.Name);

    public string? Queue(ParseResult parsed) => parsed.GetValue(_queue);

    public int? Priority(ParseResult parsed) => parsed.GetValue(_priority);

    public IReadOnlyList<string>? Tags(ParseResult parsed) =>
        parsed.GetValue(_tags) is { Length: > 0 } tags ? tags : null;

    public string? LimitKey(ParseResult parsed) => parsed.GetValue(_limitKey);

    public string? TimeLimit(ParseResult parsed) => Format(parsed.GetValue(_timeout));

    public RetryDocument? Retry(ParseResult parsed) => parsed.GetValue(_retry) is { } waits
        ? new RetryDocument { Delays = [.. waits.Select(wait => DurationText.Format(wait))] }
        : null;

    /// <summary>The arguments as a JSON array of strings.</summary>
    public JsonElement Args(ParseResult parsed) => JsonSerializer.SerializeToElement(
        parsed.GetValue(_args) ?? [], CliJson.Default.StringArray);

    public static string? Format(TimeSpan? duration) => duration is { } some ? DurationText.Format(some) : null;

    private IReadOnlyList<Option> All => [_queue, _priority, _retry, _timeout, _limitKey, _tags];
}
