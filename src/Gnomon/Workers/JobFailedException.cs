namespace Gnomon.Workers;

/// <summary>A handler throws this to say how its failure is to be treated. Any other exception is a failure that
/// follows the retry policy.</summary>
/// <param name="message">The error to keep with the job.</param>
/// <param name="inner">The cause, if another error is.</param>
public sealed class JobFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when no further attempt can help: the job is given up at once.</summary>
    public bool Permanent { get; init; }

    /// <summary>The wait before the next attempt, in place of the policy's; null means the policy's.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
