using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Asks for a change of jobs from outside: of those that it names, or of those that a filter accepts.</summary>
/// <param name="Action">The change.</param>
/// <param name="Jobs">The jobs, at most <see cref="JobLimits.MaxBatch"/>; each is answered for itself, in its place.
/// Empty with a <see cref="Filter"/>.</param>
public sealed record ControlRequest(ControlAction Action, IReadOnlyList<JobId> Jobs)
{
    /// <summary>Asks for a change of the jobs that a filter accepts, oldest first. Those whose state does not allow the
    /// change are passed over. One call changes at most <see cref="Max"/>; the next one goes on at
    /// <see cref="ControlAnswer.Next"/>. Jobs that are accepted after the first call are left alone.</summary>
    public ControlRequest(ControlAction action, JobFilter filter, string? cursor = null)
        : this(action, [])
    {
        (Filter, Cursor) = (filter, cursor);
    }

    /// <summary>Which jobs; null for those of <see cref="Jobs"/>.</summary>
    public JobFilter? Filter { get; init; }

    /// <summary>Where to go on, from <see cref="ControlAnswer.Next"/>; null means at the oldest job. One that the
    /// store never gave is refused.</summary>
    public string? Cursor { get; init; }

    /// <summary>Most jobs that one call by filter changes: 1 to <see cref="JobLimits.MaxControl"/>.</summary>
    public int Max { get; init; } = JobLimits.MaxControl;

    /// <summary>The priority, 0 to 9, for <see cref="ControlAction.ChangePriority"/>.</summary>
    public byte Priority { get; init; } = JobLimits.DefaultPriority;

    /// <summary>The node for <see cref="ControlAction.Pin"/>; null means any.</summary>
    public string? Node { get; init; }

    /// <summary>For <see cref="ControlAction.Pin"/> and <see cref="ControlAction.Expire"/>: the node that a job has to
    /// be pinned to for the change to be allowed; null allows it for each.</summary>
    public string? PinnedTo { get; init; }

    /// <summary>The reason for <see cref="ControlAction.Expire"/>, cut to <see cref="JobLimits.MaxErrorLength"/>.
    /// </summary>
    public string? Reason { get; init; }
}
