namespace Gnomon.Benchmarks;

/// <summary>The figures of <see cref="Delayed"/>.</summary>
internal sealed record DelayedReport(
    string Store, int Jobs, double WindowSeconds, double LatenessP50Ms, double LatenessP99Ms, double LatenessMaxMs,
    int EarlyCount);
