using System.CommandLine;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Jobs;
using Gnomon.Local;

namespace Gnomon.Cli.Serving;

/// <summary>The options that <c>server</c> and <c>worker</c> have in common.</summary>
internal sealed class ServingOptions
{
    private const int MostWorkers = 10_000;

    private readonly Option<string?> _store = OptionKinds.Text(
        "--store", "local:DIR for a folder of this machine, local: for memory, redis://HOST; default: local:gnomon-data.", "url");

    private readonly Option<string[]> _tasks = new("--tasks")
    {
        Description = "A folder whose executable files are handlers of their names; may be given several times.",
        HelpName = "dir",
    };

    private readonly Option<string[]> _allowHosts = AllowHostOption.Create();

    private readonly Option<string?> _calendars = OptionKinds.Text(
        "--calendars", "A folder of calendars: each file NAME.txt holds the dates of calendar NAME, one a line.", "dir");

    private readonly Option<string?> _queues = OptionKinds.Text(
        "--queues", "The queues to take jobs from, the first first: a,b; default: default.", "names");

    private readonly Option<string?> _tags = OptionKinds.Text(
        "--tags", "Words that this node is known by in the cluster: a,b.", "words");

    private readonly Option<string?> _node = OptionKinds.Text(
        "--node", "This node's own name, the same after a restart; default: a new one for each start.", "name");

    private readonly Option<string?> _durability = OptionKinds.Choice(
        "--durability", "When a change counts as stored by local:DIR: on the disk (default), or with the operating system.",
        "fsync", "os");

    private readonly Option<TimeSpan?> _retention = OptionKinds.Duration(
        "--retention", "How long an ended job is kept that does not say so itself; default: 24h.");

    private readonly Option<bool> _salvage = new("--salvage")
    {
        Description = "Open a damaged journal without what cannot be read; what is left out is logged.",
    };

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Log more than trouble." };

    private readonly Option<int?> _workers;

    /// <param name="workersOption">What the option is called that says how many jobs run at once.</param>
    /// <param name="least">The lowest number it takes.</param>
    public ServingOptions(string workersOption, int least) => _workers = OptionKinds.Number(
        workersOption,
        $"How many jobs run at once, {least} or more; default: {ServerSettings.DefaultWorkers} here.",
        least,
        MostWorkers);

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _store, _tasks, _allowHosts, _calendars, _queues, _tags, _node, _workers, _durability, _retention, _salvage,
            _verbose,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <exception cref="CommandFailedException">An option is for another kind of store.</exception>
    public ServerSettings Read(ParseResult parsed)
    {
        if (parsed.GetValue(_store) is { } store && StoreChoice.IsShared(store))
            foreach (var option in new Option[] { _durability, _salvage })
                if (parsed.GetResult(option) is { Implicit: false })
                    throw new CommandFailedException(
                        ExitCodes.Usage, $"{option.Name} is for local:DIR; what a store on Redis promises is set at its server");
        return Settings(parsed);
    }

    private ServerSettings Settings(ParseResult parsed) => new()
    {
        Store = parsed.GetValue(_store) ?? "local:gnomon-data",
        Tasks = parsed.GetValue(_tasks) ?? [],
        AllowHosts = parsed.GetValue(_allowHosts) ?? [],
        Calendars = parsed.GetValue(_calendars) is { } calendars ? CalendarFolder.Read(calendars) : [],
        Queues = parsed.GetValue(_queues)?.Split(',', StringSplitOptions.TrimEntries) ?? [JobLimits.DefaultQueue],
        Tags = parsed.GetValue(_tags)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
        Node = parsed.GetValue(_node),
        Workers = parsed.GetValue(_workers) ?? ServerSettings.DefaultWorkers,
        Durability = parsed.GetValue(_durability) == "os" ? LocalDurability.Os : LocalDurability.Fsync,
        Retention = parsed.GetValue(_retention),
        Salvage = parsed.GetValue(_salvage),
        Verbose = parsed.GetValue(_verbose),
    };
}
