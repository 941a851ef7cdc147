using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>What became of one instant, and why.</summary>
/// <param name="At">The nominal instant.</param>
/// <param name="Verdict">What.</param>
/// <param name="Text">The same for people, with the reason.</param>
internal sealed record TickExplanation(DateTimeOffset At, TickVerdict Verdict, string Text)
{
    /// <summary>When it was or is due; null where that means nothing.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>The job, or null.</summary>
    public JobId? Job { get; init; }
}
