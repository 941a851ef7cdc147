namespace Gnomon.Api;

/// <summary>A step of a workflow at one moment.</summary>
/// <param name="Step">Its name, with those of the groups it is in before it.</param>
/// <param name="Job">Its job.</param>
/// <param name="Handler">What runs it; <c>join</c> for one that only waits, as the end of a group does.</param>
/// <param name="State">The job's state, in lower case.</param>
public sealed record StepStateDocument(string Step, string Job, string Handler, string State)
{
    /// <summary>What it waits for, at most <see cref="ApiLimits.MaxAfter"/>.</summary>
    public IReadOnlyList<AfterDocument> After { get; init; } = [];

    /// <summary>How many jobs it waits for in all.</summary>
    public int AfterCount { get; init; }

    /// <summary>The signals that it waits for.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>The group whose bound it counts for.</summary>
    public string? Group { get; init; }

    /// <summary>How many times the job has been handed out.</summary>
    public int Attempt { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>0 to 1, as its handler last said.</summary>
    public double? Progress { get; init; }

    /// <summary>The last error, or why it was skipped.</summary>
    public string? Error { get; init; }
}
