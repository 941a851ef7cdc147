namespace Gnomon.Telemetry;

/// <summary>What the health checks take for sound.</summary>
public sealed record HealthOptions
{
    /// <summary>How long the store may take to answer a question. More than zero.</summary>
    public TimeSpan StoreWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the cluster may not have heard a node of this process, which beats every five seconds. More
    /// than zero.</summary>
    public TimeSpan BeatWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Degraded when a job has been ready for longer in a queue that is not paused; null for no bound.</summary>
    public TimeSpan? DegradedReadyAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Unhealthy when a job has been ready for longer in a queue that is not paused; null for no bound.
    /// </summary>
    public TimeSpan? UnhealthyReadyAge { get; init; }

    /// <summary>Degraded when a queue keeps more dead jobs; null for no bound.</summary>
    public long? DegradedDeadJobs { get; init; }

    /// <summary>Unhealthy when a queue keeps more dead jobs; null for no bound.</summary>
    public long? UnhealthyDeadJobs { get; init; }

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        const string Positive = "longer than zero";
        const string Count = "0 or more";
        Require(StoreWait > TimeSpan.Zero, nameof(StoreWait), StoreWait, Positive);
        Require(BeatWithin > TimeSpan.Zero, nameof(BeatWithin), BeatWithin, Positive);
        Require(!(DegradedReadyAge <= TimeSpan.Zero), nameof(DegradedReadyAge), DegradedReadyAge, Positive);
        Require(!(UnhealthyReadyAge <= TimeSpan.Zero), nameof(UnhealthyReadyAge), UnhealthyReadyAge, Positive);
        Require(!(DegradedDeadJobs < 0), nameof(DegradedDeadJobs), DegradedDeadJobs, Count);
        Require(!(UnhealthyDeadJobs < 0), nameof(UnhealthyDeadJobs), UnhealthyDeadJobs, Count);
    }

    private static void Require(bool holds, string option, object? value, string allowed)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(
                option, $"{nameof(HealthOptions)}.{option} is {value}; allowed is {allowed}.");
    }
}
