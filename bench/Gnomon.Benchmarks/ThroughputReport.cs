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

    /// <summary>Processor time of the whole process for each job, in microseconds. It hardly depends on what else the
    /// machine does, so that it shows small differences between two versions which the rates do not.</summary>
    public double EnqueueBulkCpuMicros { get; init; }

    /// <inheritdoc cref="EnqueueBulkCpuMicros"/>
    public double EnqueueSingleCpuMicros { get; init; }

    /// <inheritdoc cref="EnqueueBulkCpuMicros"/>
    public double DrainCpuMicros { get; init; }

    public double StartLatencyP50Ms { get; init; }

    public double StartLatencyP99Ms { get; init; }

    public double PeakRssMb { get; init; }
}
