namespace Gnomon.Workflows;

/// <summary>A workflow as its author wrote it.</summary>
/// <param name="Steps">Its steps, in any order.</param>
internal sealed record WorkflowPlan(IReadOnlyList<WorkflowStep> Steps)
{
    /// <summary>What people call it, or null.</summary>
    public string? Name { get; init; }

    /// <summary>How long it is kept once it has ended; null for as long as the store says.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Steps that the stored workflow of the same id has, for these to wait for.</summary>
    public IReadOnlyList<string> Stored { get; init; } = [];
}
