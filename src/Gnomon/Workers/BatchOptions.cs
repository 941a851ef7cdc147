namespace Gnomon.Workers;

/// <summary>How jobs are gathered for a batch handler.</summary>
public sealed record BatchOptions
{
    /// <summary>Most jobs of a batch: 1 to 10,000. Each takes a slot of the worker while it is gathered and run, so more
    /// than <see cref="WorkerOptions.Concurrency"/> never come together.</summary>
    public int MaxSize { get; init; } = 100;

    /// <summary>How long the first job of a batch waits for others: longer than zero, at most 1 min.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        if (MaxSize is < 1 or > 10_000)
            throw new ArgumentOutOfRangeException(
                nameof(MaxSize), $"{nameof(BatchOptions)}.{nameof(MaxSize)} is {MaxSize}; allowed is 1 to 10,000.");
        if (MaxWait <= TimeSpan.Zero || MaxWait > TimeSpan.FromMinutes(1))
            throw new ArgumentOutOfRangeException(
                nameof(MaxWait),
                $"{nameof(BatchOptions)}.{nameof(MaxWait)} is {MaxWait}; allowed is longer than zero, at most 1 min.");
    }
}
