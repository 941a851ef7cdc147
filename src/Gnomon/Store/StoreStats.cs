using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Counts that the store keeps as it goes; reading them scans nothing.</summary>
/// <param name="Jobs">How many jobs there are in each state.</param>
/// <param name="Queues">The same for each queue, by name.</param>
/// <param name="Schedules">How many schedules there are.</param>
public sealed record StoreStats(
    IReadOnlyDictionary<JobState, long> Jobs, IReadOnlyList<QueueInfo> Queues, int Schedules);
