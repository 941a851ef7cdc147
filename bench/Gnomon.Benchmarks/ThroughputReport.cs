namespace Gnomon.Benchmarks;

/// <summary>The figures of <see cref="Throughput"/>.</summary>
internal sealed record ThroughputReport
{
    public required string Store { get; init; }

    public required int Jobs { get; init; }

    public required int Concurrency { get; init; }

    public required int Payload { get; init; }

    public required string Durability { get; init; }

    public double EnqueueBulkPerSecond { get; init; }

    public double EnqueueSinglePerSecond { get; init; }

    public double DrainPerSecond { get; init; }

    public double StartLatencyP50Ms { get; init; }

    public double StartLatencyP99Ms { get; init; }

    public double PeakRssMb { get; init; }
}
