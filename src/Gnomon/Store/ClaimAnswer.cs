namespace Gnomon.Store;

/// <summary>What a claim got.</summary>
/// <param name="Jobs">The jobs, first to run first. Fewer than asked for means that no more may go.</param>
/// <param name="NextDue">When the next job of these queues comes due, or a rate lets one go, if the store knows;
/// null otherwise.</param>
public sealed record ClaimAnswer(IReadOnlyList<ClaimedJob> Jobs, DateTimeOffset? NextDue)
{
    /// <summary>What happened in workflows because a deadline had passed; null for nothing.</summary>
    public WorkflowEffects? Effects { get; init; }

    /// <summary>What the store's clock shows: <see cref="NextDue"/> is by it, whatever the clock of whoever asks shows. Null
    /// when the engine does not tell.</summary>
    public DateTimeOffset? StoreNow { get; init; }

    /// <summary>Nothing to do and nothing in sight.</summary>
    public static readonly ClaimAnswer Nothing = new([], null);
}
