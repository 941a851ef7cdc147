using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A job in the hands of a node.</summary>
/// <param name="Token">Proves the claim.</param>
/// <param name="Spec">What to run.</param>
public sealed record ClaimedJob(AttemptToken Token, JobSpec Spec)
{
    /// <summary>How many attempts have failed before this one.</summary>
    public int Failures { get; init; }

    /// <summary>How many attempts are spent before this one: failed or lost with their process.</summary>
    public int Spent { get; init; }

    /// <summary>How often its handler has put it off (<see cref="SettlementKind.Snoozed"/>) in this life.</summary>
    public int Snoozes { get; init; }

    /// <summary>When the store accepted the job.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it became due.</summary>
    public DateTimeOffset RunAt { get; init; }
}
