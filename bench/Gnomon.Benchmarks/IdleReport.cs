namespace Gnomon.Benchmarks;

/// <summary>The findings of <see cref="Idle"/>.</summary>
internal sealed record IdleReport(
    string Store, double Seconds, long Commands, double CommandsPerSecond, double CallsOfScriptsPerSecond);
