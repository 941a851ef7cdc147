namespace Gnomon.Benchmarks;

/// <summary>The figures of <see cref="Ticks"/>.</summary>
internal sealed record TicksReport(
    string Store, int Schedules, double LatenessP50Ms, double LatenessP99Ms, double LatenessMaxMs, int EarlyCount,
    int OtherQueueJobs, double OtherQueueStartP50Ms, double OtherQueueStartP99Ms, int Idle, double BytesPerIdleSchedule,
    double IdleCpuPercent);
