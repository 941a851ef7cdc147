using Gnomon.Jobs;

namespace Gnomon.Triggers;

/// <summary>One occurrence of a schedule and what became of it.</summary>
/// <param name="At">The nominal instant. With the schedule's id it names the tick for ever.</param>
/// <param name="FiredAt">When it was decided, by the store's clock.</param>
/// <param name="Outcome">Whether it made a job.</param>
public sealed record Tick(DateTimeOffset At, DateTimeOffset FiredAt, TickOutcome Outcome)
{
    /// <summary>The job it made, or null.</summary>
    public JobId? Job { get; init; }

    /// <summary>Why it made none, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>For a run of missed ticks that is recorded as one skip: the last of them. Null for a single tick.
    /// </summary>
    public DateTimeOffset? Until { get; init; }
}
