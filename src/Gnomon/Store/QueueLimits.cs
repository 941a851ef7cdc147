namespace Gnomon.Store;

/// <summary>The limits of a queue, which hold over all nodes together. A job takes its place in them when it is handed
/// out, and has it for as long as it is running: nothing that dies can keep one.</summary>
public sealed record QueueLimits
{
    /// <summary>Largest <see cref="Concurrency"/> and <see cref="PerKeyConcurrency"/>.</summary>
    public const int MaxConcurrency = 1_000_000;

    /// <summary>Largest count and burst of a rate.</summary>
    public const int MaxRateCount = 1_000_000;

    /// <summary>Largest count of a sliding window, which remembers the instant of each.</summary>
    public const int MaxWindowCount = 10_000;

    /// <summary>Longest time that a rate counts over.</summary>
    public static readonly TimeSpan MaxRatePer = TimeSpan.FromHours(24);

    /// <summary>No limit at all.</summary>
    public static QueueLimits None { get; } = new();

    /// <summary>Most jobs of the queue that run at once; null means any number.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Most jobs with the same limit key that run at once; null means any number. Jobs without a limit key are
    /// not concerned.</summary>
    public int? PerKeyConcurrency { get; init; }

    /// <summary>How fast jobs of the queue are handed out; null means as fast as they can be.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>How fast jobs with the same limit key are handed out; null means as fast as they can be.</summary>
    public RateLimit? PerKeyRate { get; init; }

    /// <summary>Whether jobs with the same limit key run one at a time and in the order of their acceptance, whatever
    /// their priority. A job keeps its place until it has ended, also while it waits for its time or for a retry.
    /// </summary>
    public bool StrictOrder { get; init; }

    /// <summary>Whether any limit counts by key.</summary>
    internal bool CountsByKey => PerKeyConcurrency is not null || PerKeyRate is not null || StrictOrder;
}
