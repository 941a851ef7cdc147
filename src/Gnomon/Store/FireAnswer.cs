using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>What became of one request to fire.</summary>
/// <param name="Applied">Whether the ticks were decided; false when the schedule is not there or somebody else fired or
/// changed it, and then nothing changed.</param>
public sealed record FireAnswer(bool Applied)
{
    /// <summary>The answer to a request that changed nothing.</summary>
    public static readonly FireAnswer Refused = new(false);

    /// <summary>The ticks as they were decided, in the order of the request: one that was skipped or buffered because an
    /// earlier job lives, or whose job's key was taken, says so. A backfill may leave out the last ones.</summary>
    public IReadOnlyList<Tick> Ticks { get; init; } = [];

    /// <summary>What became of each job of the request.</summary>
    public IReadOnlyList<EnqueueResult> Jobs { get; init; } = [];

    /// <summary>Earlier jobs that the ticks ended.</summary>
    public IReadOnlyList<JobId> Ended { get; init; } = [];

    /// <summary>Earlier jobs that were running and whose handlers are to stop; some may be in <see cref="Ended"/> too.
    /// </summary>
    public IReadOnlyList<JobId> Stopping { get; init; } = [];

    /// <summary>What happened in the workflows of earlier ticks; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }
}
