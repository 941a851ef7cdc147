namespace Gnomon.Benchmarks;

/// <summary>The figures of <see cref="WireSpeed"/> with one number of callers on one connection. Those named after
/// redis-benchmark come from one connection of it with as many commands in flight.</summary>
internal sealed record WireReport(
    int Callers, int Commands, int Payload, double SetPerSecond, double GetPerSecond, double EvalShaPerSecond,
    double AllocatedBytesPerSet, double RoundTripP50Micros, double RoundTripP99Micros, double RedisBenchmarkSetPerSecond,
    double RedisBenchmarkGetPerSecond, double RedisBenchmarkEvalShaPerSecond, double SetRatio, double GetRatio,
    double EvalShaRatio);
