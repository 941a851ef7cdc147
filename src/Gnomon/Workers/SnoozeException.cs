namespace Gnomon.Workers;

/// <summary>A handler throws this to be called again later without having failed. A worker allows it
/// <see cref="WorkerOptions.MaxSnoozes"/> times for one job.</summary>
/// <param name="wait">How long to wait, zero or more.</param>
/// <param name="reason">Why, for whoever looks at the job; null for no reason.</param>
public sealed class SnoozeException(TimeSpan wait, string? reason = null) : Exception(reason ?? "put off")
{
    /// <summary>How long to wait.</summary>
    public TimeSpan Wait { get; } = wait;
}
