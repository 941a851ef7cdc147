namespace Gnomon.Api;

/// <summary>The counts.</summary>
/// <param name="Jobs">How many jobs there are in each state, by the state's lower-case name.</param>
/// <param name="Queues">The same for each queue.</param>
/// <param name="Schedules">How many schedules there are.</param>
/// <param name="Nodes">How many nodes live.</param>
public sealed record StatsDocument(
    IReadOnlyDictionary<string, long> Jobs, IReadOnlyList<QueueDocument> Queues, int Schedules, int Nodes);
