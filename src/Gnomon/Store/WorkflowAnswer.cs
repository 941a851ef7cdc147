namespace Gnomon.Store;

/// <summary>What became of a workflow that was to be stored.</summary>
/// <param name="Outcome">The whole.</param>
/// <param name="Jobs">Each job, in the order of the draft.</param>
public sealed record WorkflowAnswer(WorkflowOutcome Outcome, IReadOnlyList<EnqueueResult> Jobs)
{
    /// <summary>What happened where jobs joined; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }
}
