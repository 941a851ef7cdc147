using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A workflow or a broadcast on its way into a store, accepted whole or not at all.</summary>
/// <param name="Id">Its name. Storing the same id twice stores one; jobs that the stored one lacks join it, as long as
/// it has not ended.</param>
/// <param name="Jobs">Its jobs, each with its <see cref="JobSpec.Workflow"/>. A parent is one of them, or a job that
/// is in the stored workflow.</param>
public sealed record WorkflowDraft(WorkflowId Id, IReadOnlyList<JobDraft> Jobs)
{
    /// <summary>Most jobs of one workflow.</summary>
    public const int MaxJobs = 20_000;

    /// <summary>What people call it; null for nothing.</summary>
    public string? Name { get; init; }

    /// <summary>How many members of each group may be ready or running at once.</summary>
    public IReadOnlyDictionary<string, int> Groups { get; init; } = new Dictionary<string, int>();

    /// <summary>To which nodes a copy goes, for a broadcast; null for a workflow.</summary>
    public BroadcastTerms? Broadcast { get; init; }

    /// <summary>How long it is kept with its jobs once all of them have ended; null means as long as the store keeps
    /// jobs by default. The jobs' own retention does not count.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The schedule whose tick made it, or null. Such a workflow belongs to the job of that tick, whose id it
    /// has: the two are one run of the schedule, which lives until both have ended.</summary>
    public string? Schedule { get; init; }

    /// <summary>The nominal instant of that tick, or null.</summary>
    public DateTimeOffset? Tick { get; init; }

    /// <summary>Whether nothing may be added to a stored one with its id: of two who store the same id at once, the
    /// second changes nothing and is answered <see cref="WorkflowOutcome.SameId"/>, also when it has ended.</summary>
    public bool CreateOnly { get; init; }

    /// <summary>The attempt whose handler stores it; null when none does. It is refused once that attempt is stale.
    /// </summary>
    public AttemptToken? Parent { get; init; }
}
