namespace Gnomon.Benchmarks;

/// <summary>The figures of <see cref="Backlog"/>.</summary>
internal sealed record BacklogReport(
    string Store, int Jobs, int Payload, double HeapBytesPerJob, double RssMb, double PeakRssMb, double ReopenSeconds,
    double ServerBytesPerJob);
