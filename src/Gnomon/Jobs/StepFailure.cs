namespace Gnomon.Jobs;

/// <summary>What becomes of the rest of a workflow when a step ends dead or expired. The numbers are stored: never
/// renumber.</summary>
public enum StepFailure : byte
{
    /// <summary>Steps that need its success are skipped, and those that need theirs; others go on.</summary>
    SkipDependents = 0,

    /// <summary>All steps that have not ended are cancelled, but for those that wait for its failure.</summary>
    CancelRest = 1,
}
