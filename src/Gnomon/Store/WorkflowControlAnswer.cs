namespace Gnomon.Store;

/// <summary>What became of a change of a workflow.</summary>
/// <param name="Outcome"><see cref="ControlOutcome.Done"/>, <see cref="ControlOutcome.NotFound"/>,
/// <see cref="ControlOutcome.NotAllowed"/> in its present state; <see cref="ControlOutcome.Requested"/> when jobs of it
/// run that were told to stop.</param>
public sealed record WorkflowControlAnswer(ControlOutcome Outcome)
{
    /// <summary>What happened to its jobs; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }
}
