using Gnomon.Jobs;

namespace Gnomon.Client;

/// <summary>A job was not stored because the attempt that enqueues it is stale: its lease was lost, and its job runs
/// elsewhere or has ended.</summary>
/// <param name="attempt">The attempt.</param>
public sealed class StaleAttemptException(AttemptToken attempt)
    : Exception($"Attempt {attempt.Attempt} of job {attempt.Job} is stale and may enqueue nothing; nothing is stored.")
{
    /// <summary>The attempt.</summary>
    public AttemptToken Attempt { get; } = attempt;
}
