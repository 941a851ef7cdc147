namespace Gnomon.Benchmarks.Fleet;

/// <summary>The findings of <see cref="FleetRun"/>.</summary>
internal sealed record FleetReport
{
    public required int Seed { get; init; }

    public required int Processes { get; init; }

    public required int Killed { get; init; }

    public required long Acknowledged { get; init; }

    public required long Ticks { get; init; }

    public required long Runs { get; init; }

    /// <summary>Attempts that the store counts as lost with their process.</summary>
    public required long LostAttempts { get; init; }

    /// <summary>How late jobs began that had to wait for their time and no limit, in milliseconds.</summary>
    public required double LateP50Ms { get; init; }

    public required double LateP99Ms { get; init; }

    /// <summary>From the kill of a process to the start of what it held elsewhere, at most, in seconds.</summary>
    public required double SlowestRecoverySeconds { get; init; }

    /// <summary>What must not be, in sentences: empty when all holds.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    public bool Holds => Findings.Count == 0 && Acknowledged > 0 && Ticks > 0;
}
