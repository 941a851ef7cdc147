using Gnomon.Jobs;

namespace Gnomon.Workflows;

/// <summary>What the members of a group wait for because the group does.</summary>
/// <param name="Parents">What its first members wait for.</param>
/// <param name="TakesResults">Whether those are given the results.</param>
/// <param name="Group">The bound that jobs among the members count for, or null.</param>
internal sealed record StepEntry(IReadOnlyList<JobParent> Parents, bool TakesResults, string? Group)
{
    /// <summary>Nothing: the entry of the steps of the workflow itself.</summary>
    public static readonly StepEntry None = new([], false, null);

    /// <summary>Those of the parents whose end can mean that the group is skipped. What does not wait for a first
    /// member in such a way waits for them itself, or it would run when the group does not.</summary>
    public IEnumerable<JobParent> Guards => Parents.Where(parent => parent.When != ParentCondition.Ended);
}
