namespace Gnomon.Jobs;

/// <summary>Where a job stands in its workflow, and what it waits for there.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Step">Its name there, unique in the workflow; nested ones are joined with a slash.</param>
public sealed record WorkflowPlace(WorkflowId Workflow, string Step)
{
    /// <summary>The jobs of the same workflow that it waits for. All conditions must be met; of those
    /// for <see cref="ParentCondition.Failed"/>, one.</summary>
    public IReadOnlyList<JobParent> Parents { get; init; } = [];

    /// <summary>The signals that it waits for, by name.</summary>
    public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>The group whose members are bounded (<see cref="Store.WorkflowDraft.Groups"/>), or null.</summary>
    public string? Group { get; init; }

    /// <summary>What becomes of the rest when this job ends badly.</summary>
    public StepFailure OnFailure { get; init; }

    /// <summary>How long it waits once all that it waits for has come. A store takes it from
    /// <see cref="JobDraft.Delay"/>; what a draft has here does not count.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether the job is given the results of its parents.</summary>
    public bool TakesResults { get; init; }
}
