using Gnomon.Jobs;

namespace Gnomon.Telemetry;

/// <summary>Something that happened in this process.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, by this process's clock.</param>
public sealed record GnomonEvent(GnomonEventKind Kind, DateTimeOffset At)
{
    /// <summary>The job, or null for an event of a node or a schedule.</summary>
    public JobId? Job { get; init; }

    /// <summary>The number of the attempt; 0 when there is none.</summary>
    public int Attempt { get; init; }

    /// <summary>The job's handler, or null.</summary>
    public string? Handler { get; init; }

    /// <summary>The job's queue, or null.</summary>
    public string? Queue { get; init; }

    /// <summary>The node, or null where none has a part in it.</summary>
    public string? Node { get; init; }

    /// <summary>The schedule, or null.</summary>
    public string? Schedule { get; init; }

    /// <summary>The workflow or broadcast that ended, or that the job is in; null for others.</summary>
    public WorkflowId? Workflow { get; init; }

    /// <summary>How long the attempt ran, where one ended.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The wait until the job runs again, where it does.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The error, or the reason of what happened, or null.</summary>
    public string? Error { get; init; }

    /// <summary>0 to 1, with <see cref="GnomonEventKind.JobProgressed"/>; null when the handler told a text only.
    /// </summary>
    public double? Progress { get; init; }

    /// <summary>What the handler is at, with <see cref="GnomonEventKind.JobProgressed"/>, or null.</summary>
    public string? ProgressText { get; init; }
}
