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

    /// <summary>The attempts of <see cref="Recovered"/>: as many, and each told by one sweep only.</summary>
    public IReadOnlyList<LostAttempt> Lost { get; init; } = [];

    /// <summary>Whether the store has more of its own to do, and wants to be swept again at once.</summary>
    public bool More { get; init; }

    /// <summary>Whether a limit that held jobs back may let one go now, because others ended.</summary>
    public bool Freed { get; init; }

    /// <summary>What the store's clock shows: <see cref="NextDue"/> is by it, whatever the clock of whoever asks shows. Null
    /// when the engine does not tell.</summary>
    public DateTimeOffset? StoreNow { get; init; }

    /// <summary>What else happened in workflows; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }
}
