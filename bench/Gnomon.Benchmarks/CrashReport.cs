namespace Gnomon.Benchmarks;

/// <summary>The findings of <see cref="Crash"/>.</summary>
internal sealed record CrashReport(
    int Rounds, int Seed, long Acknowledged, long Runs, long Repeated, long Lost, long Unexpected, long SameAttemptTwice)
{
    public bool Holds => Lost == 0 && Unexpected == 0 && SameAttemptTwice == 0 && Acknowledged > 0;
}
