using Gnomon.Jobs;

namespace Gnomon.Workflows;

/// <summary>A step as its author wrote it: a job, a group of members, or neither, which only waits.</summary>
/// <param name="Name">Its name among the steps beside it.</param>
internal sealed record WorkflowStep(string Name)
{
    /// <summary>What it runs; null for members and for a wait.</summary>
    public JobSpec? Job { get; init; }

    /// <summary>The job's id, where the author chose it; null to derive it from the workflow and the name.</summary>
    public JobId? Id { get; init; }

    /// <summary>Its members; null for a job and for a wait.</summary>
    public IReadOnlyList<WorkflowStep>? Members { get; init; }

    /// <summary>How many jobs among its members may be ready or running at once; null for no bound.</summary>
    public int? Parallel { get; init; }

    /// <summary>The steps beside it that it waits for.</summary>
    public IReadOnlyList<StepAfter> After { get; init; } = [];

    /// <summary>The signals that it waits for.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>How long it waits once all that has come.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The earliest instant at which it begins.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>What becomes of the rest when it fails.</summary>
    public StepFailure OnFailure { get; init; }

    /// <summary>Whether it is given the results of what it waits for; a group's first members are.</summary>
    public bool TakesResults { get; init; }
}
