using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>What became of a change of a workflow.</summary>
/// <param name="Outcome"><see cref="ControlOutcome.Done"/>, <see cref="ControlOutcome.NotFound"/>,
/// <see cref="ControlOutcome.NotAllowed"/> in its present state; <see cref="ControlOutcome.Requested"/> when jobs of it
/// run that were told to stop.</param>
public sealed record WorkflowControlAnswer(ControlOutcome Outcome)
{
    /// <summary>Jobs that the change ended.</summary>
    public IReadOnlyList<JobId> Ended { get; init; } = [];

    /// <summary>Running jobs that were told to stop.</summary>
    public IReadOnlyList<JobId> Stopping { get; init; } = [];

    /// <summary>Whether jobs became ready or scheduled.</summary>
    public bool Released { get; init; }
}
