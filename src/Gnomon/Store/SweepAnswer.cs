using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>What a sweep did.</summary>
/// <param name="Promoted">Jobs that became ready because their time came.</param>
/// <param name="Recovered">Claims whose lease had run out.</param>
/// <param name="Pruned">Ended jobs removed because their retention was over.</param>
/// <param name="NextDue">When there will be more to do, if the store knows; null otherwise.</param>
public sealed record SweepAnswer(int Promoted, int Recovered, int Pruned, DateTimeOffset? NextDue)
{
    /// <summary>Jobs that the sweep ended: expired, or lost once too often.</summary>
    public IReadOnlyList<JobId> Ended { get; init; } = [];

    /// <summary>Whether a limit that held jobs back may let one go now, because others ended.</summary>
    public bool Freed { get; init; }

    /// <summary>What else happened in workflows; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }
}
