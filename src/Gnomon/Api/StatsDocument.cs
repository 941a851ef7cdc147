namespace Gnomon.Api;

/// <summary>The counts.</summary>
/// <param name="Jobs">How many jobs there are in each state, by the state's lower-case name.</param>
/// <param name="Queues">The same for each queue.</param>
/// <param name="Schedules">How many schedules there are.</param>
/// <param name="Nodes">How many nodes live.</param>
public sealed record StatsDocument(
    IReadOnlyDictionary<string, long> Jobs, IReadOnlyList<QueueDocument> Queues, int Schedules, int Nodes)
{
    /// <summary>What waits and runs at present, by handler; what no longer does either is not listed.</summary>
    public IReadOnlyList<HandlerLoadDocument> Handlers { get; init; } = [];

    /// <summary>What happened in each of the days that were asked for, the newest first; days on which nothing did are
    /// left out.</summary>
    public IReadOnlyList<DayDocument> Days { get; init; } = [];

    /// <summary>Waiting jobs that no live node can run.</summary>
    public IReadOnlyList<UnservedDocument> Unserved { get; init; } = [];
}
