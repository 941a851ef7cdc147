using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Which jobs to list; a null member accepts any.</summary>
public sealed record JobFilter
{
    /// <summary>Only jobs in this state.</summary>
    public JobState? State { get; init; }

    /// <summary>Only jobs of this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Only jobs of this handler.</summary>
    public string? Handler { get; init; }

    /// <summary>Only jobs that carry this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Only jobs that this schedule made.</summary>
    public string? Schedule { get; init; }

    /// <summary>Only jobs of this workflow or broadcast.</summary>
    public WorkflowId? Workflow { get; init; }
}
