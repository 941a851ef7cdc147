using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Files;

namespace Gnomon.Cli.Options;

/// <summary>What the ticks of a schedule make: a job for one node, a broadcast, or a workflow from a file.</summary>
internal sealed class TargetOptions
{
    private const string One = "one", Broadcast = "broadcast";

    private readonly Option<string?> _target = OptionKinds.Choice(
        "--target", "Who runs a tick: one node, or every live node; default: one.", One, Broadcast);

    private readonly Option<string?> _nodeTag = OptionKinds.Text(
        "--node-tag", "For a broadcast: only nodes with this tag. With --queue: only nodes that take that queue.", "word");

    private readonly Option<TimeSpan?> _openFor = OptionKinds.Duration(
        "--open-for", "For a broadcast: nodes that join so long after the tick get a copy too.");

    private readonly Option<bool> _shards = new("--shards")
    {
        Description = "For a broadcast: the copies are parts of one work, in GNOMON_SHARD of GNOMON_SHARDS.",
    };

    private readonly Option<string?> _workflow = OptionKinds.Text(
        "--workflow", "Each tick makes the workflow of this file, YAML or JSON, - for standard input; instead of NAME.",
        "file");

    public IReadOnlyList<Option> All => [_target, _nodeTag, _openFor, _shards, _workflow];

    /// <summary>The file of the workflow that each tick makes; null when it makes a job.</summary>
    public string? WorkflowFile(ParseResult parsed) => parsed.GetValue(_workflow);

    /// <summary>Refuses a target beside a workflow.</summary>
    /// <exception cref="CommandFailedException">Names what has to be left out.</exception>
    public void CheckAlone(ParseResult parsed)
    {
        var others = All.Where(option => option != _workflow && parsed.GetResult(option) is { Implicit: false })
            .Select(option => option.Name).ToList();
        if (others.Count > 0)
            throw new CommandFailedException(
                ExitCodes.Usage, $"--workflow says what each tick makes; leave out {string.Join(", ", others)}");
    }

    /// <summary>Adds what was said about a broadcast.</summary>
    /// <exception cref="CommandFailedException">It was said without one.</exception>
    public ScheduleDocument Apply(ParseResult parsed, ScheduleDocument schedule)
    {
        var target = parsed.GetValue(_target);
        foreach (var option in new Option[] { _nodeTag, _openFor, _shards })
            if (target != Broadcast && parsed.GetResult(option) is { Implicit: false })
                throw new CommandFailedException(
                    ExitCodes.Usage, $"{option.Name} means nothing without --target {Broadcast}");
        return schedule with
        {
            Target = target,
            NodeTag = parsed.GetValue(_nodeTag),
            OpenFor = JobOptions.Format(parsed.GetValue(_openFor)),
            Sharded = parsed.GetValue(_shards) ? true : null,
        };
    }

    /// <summary>Reads the workflow of a file.</summary>
    /// <exception cref="CommandFailedException">It is none; names the place at fault.</exception>
    public static async Task<DocumentFile> ReadAsync(string file, CancellationToken cancellation)
    {
        var text = await InputFile.ReadAsync("--workflow", file, cancellation).ConfigureAwait(false);
        return DocumentFile.Parse(file == "-" ? "standard input" : file, text);
    }
}
