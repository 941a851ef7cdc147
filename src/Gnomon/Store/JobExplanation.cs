using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Why a job is not running, or that it is.</summary>
/// <param name="Job">The job.</param>
/// <param name="State">The state it is in.</param>
/// <param name="Reason">Why.</param>
/// <param name="Text">The same for people: one sentence.</param>
public sealed record JobExplanation(JobId Job, JobState State, WaitReason Reason, string Text)
{
    /// <summary>Until when, where the reason ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Since when, where it is running or has ended.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The node that runs it.</summary>
    public string? Node { get; init; }

    /// <summary>The limit that is reached, where the reason is one of concurrency.</summary>
    public int? Limit { get; init; }

    /// <summary>How many run under that limit; more than it allows when it was lowered meanwhile.</summary>
    public int? Running { get; init; }

    /// <summary>The job that must end first, where the reason is strict order.</summary>
    public JobId? Behind { get; init; }

    /// <summary>The names of the first steps or signals that it waits for, at most <see cref="JobStanding.MaxNamed"/>.
    /// </summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>How many steps or signals it waits for; null where the reason is another.</summary>
    public int? MissingCount { get; init; }

    /// <summary>How many ready jobs go before it, counted up to <see cref="JobStanding.MaxAhead"/>; null when it is not
    /// ready.</summary>
    public int? Ahead { get; init; }
}
