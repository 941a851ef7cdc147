using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>What else a change brought about in the same commit, because the jobs it ended are waited for or are runs of a
/// schedule.</summary>
public sealed record WorkflowEffects
{
    /// <summary>Whether jobs became ready: somebody should look.</summary>
    public bool Released { get; init; }

    /// <summary>When the first of those that became scheduled is due, or null.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Jobs that ended with it: skipped or cancelled.</summary>
    public IReadOnlyList<JobId> Ended { get; init; } = [];

    /// <summary>Running jobs that were told to stop.</summary>
    public IReadOnlyList<JobId> Stopping { get; init; } = [];

    /// <summary>Workflows that have ended with it.</summary>
    public IReadOnlyList<WorkflowId> Finished { get; init; } = [];

    /// <summary>Schedules that were paused because their runs fail.</summary>
    public IReadOnlyList<PausedSchedule> Paused { get; init; } = [];
}
