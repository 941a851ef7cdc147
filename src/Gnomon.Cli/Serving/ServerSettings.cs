using Gnomon.Local;
using Gnomon.Triggers;

namespace Gnomon.Cli.Serving;

/// <summary>What a server is to do.</summary>
internal sealed record ServerSettings
{
    /// <summary>The slots of a worker when nobody says how many: executables wait more than they compute.</summary>
    public static readonly int DefaultWorkers = Math.Max(2, 2 * Environment.ProcessorCount);

    public required string Store { get; init; }

    /// <summary>Null for a process that serves nobody but runs jobs.</summary>
    public ListenAddress? Listen { get; init; }

    /// <summary>How many jobs run at once; 0 for none.</summary>
    public int Workers { get; init; } = DefaultWorkers;

    public IReadOnlyList<string> Queues { get; init; } = [Jobs.JobLimits.DefaultQueue];

    /// <summary>The node's own name; null makes one for each start.</summary>
    public string? Node { get; init; }

    /// <summary>Words that the node is known by in the cluster.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>The hosts that jobs may call; without one there is no handler for that.</summary>
    public IReadOnlyList<string> AllowHosts { get; init; } = [];

    public IReadOnlyList<NamedCalendar> Calendars { get; init; } = [];

    /// <summary>The file whose sets of schedules are kept stored; null for none.</summary>
    public string? Schedules { get; init; }

    public LocalDurability Durability { get; init; } = LocalDurability.Fsync;

    public TimeSpan? Retention { get; init; }

    /// <summary>Whether a damaged journal is opened without what cannot be read.</summary>
    public bool Salvage { get; init; }

    public bool Verbose { get; init; }
}
