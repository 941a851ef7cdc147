using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A queue and how many jobs it holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Paused">Whether its jobs may not be claimed at present.</param>
/// <param name="Counts">How many jobs it holds in each state; a state without jobs may be missing.</param>
public sealed record QueueInfo(string Name, bool Paused, IReadOnlyDictionary<JobState, long> Counts)
{
    /// <summary>Its limits; <see cref="QueueLimits.None"/> when there are none.</summary>
    public QueueLimits Limits { get; init; } = QueueLimits.None;

    /// <summary>Since when its longest waiting ready job has been ready, by the store's clock; null when none is. A job
    /// whose time has come is ready. One that was handed back is ready since then.</summary>
    public DateTimeOffset? ReadySince { get; init; }

    /// <summary>How long that is, by the store's clock at the moment of reading; not below zero.</summary>
    public TimeSpan? ReadyAge { get; init; }
}
