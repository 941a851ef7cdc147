using Gnomon.Jobs;

namespace Gnomon.Triggers;

/// <summary>One occurrence of a schedule and what became of it.</summary>
/// <param name="At">The nominal instant. With the schedule's id it names the tick for ever.</param>
/// <param name="FiredAt">When it was decided, by the store's clock.</param>
/// <param name="Outcome">Whether it ran.</param>
public sealed record Tick(DateTimeOffset At, DateTimeOffset FiredAt, TickOutcome Outcome)
{
    /// <summary>The job it made, or the waiting job that it changed because that one holds its key; null when it was
    /// skipped.</summary>
    public JobId? Job { get; init; }

    /// <summary>Why it was skipped, or why the job is another than its own; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>For a run of missed ticks that is recorded as one skip: the last of them. Null for a single tick.
    /// </summary>
    public DateTimeOffset? Until { get; init; }
}
