using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>How a job stands as far as the store knows: all but the nodes.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">What it waits for.</param>
public sealed record JobStanding(Job Job, WaitReason Reason)
{
    /// <summary>Most jobs that are counted for <see cref="Ahead"/>.</summary>
    public const int MaxAhead = 1000;

    /// <summary>Most names in <see cref="Missing"/>.</summary>
    public const int MaxNamed = 3;

    /// <summary>Until when, where the reason ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The limit that is reached, where the reason is one of concurrency.</summary>
    public int? Limit { get; init; }

    /// <summary>How many run under that limit; more than it allows when it was lowered meanwhile.</summary>
    public int? Running { get; init; }

    /// <summary>The job that must end first, where the reason is strict order.</summary>
    public JobId? Behind { get; init; }

    /// <summary>The names of the first steps or signals that it waits for, at most <see cref="MaxNamed"/>, where the reason
    /// is <see cref="WaitReason.Parents"/> or <see cref="WaitReason.Signal"/>.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>How many it waits for in all; at least as many as <see cref="Missing"/> names.</summary>
    public int? MissingCount { get; init; }

    /// <summary>How many ready jobs go before it, at most <see cref="MaxAhead"/>: those of its queue, or those of its
    /// limit key where the queue counts by key. Null when it is not ready.</summary>
    public int? Ahead { get; init; }
}
