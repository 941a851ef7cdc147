using Gnomon.Retries;

namespace Gnomon.Jobs;

/// <summary>What a producer asked for: the part of a job that never changes.</summary>
public sealed record JobSpec
{
    /// <summary>The declared name of the code or executable that runs the job.</summary>
    public required string Handler { get; init; }

    /// <summary>The arguments, as UTF-8 JSON. Empty means none and reads as <c>null</c>.</summary>
    public ReadOnlyMemory<byte> Args { get; init; }

    /// <summary>The queue it waits in.</summary>
    public string Queue { get; init; } = JobLimits.DefaultQueue;

    /// <summary>0 to 9; 9 goes first.</summary>
    public byte Priority { get; init; } = JobLimits.DefaultPriority;

    /// <summary>What happens after a failure.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>How long one attempt may take; null means no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The instant after which the job must not start any more; null means never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>While a job with this key has not ended, its queue accepts no other one with the same key; null means
    /// that any number may exist.</summary>
    public string? Key { get; init; }

    /// <summary>Words to find the job by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How long the ended job is kept; null means as long as the store keeps jobs by default.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The schedule whose tick made this job, or null.</summary>
    public string? Schedule { get; init; }

    /// <summary>The nominal instant of that tick, or null.</summary>
    public DateTimeOffset? Tick { get; init; }
}
