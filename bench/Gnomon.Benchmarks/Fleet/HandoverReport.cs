namespace Gnomon.Benchmarks.Fleet;

/// <summary>The findings of <see cref="Handover"/>.</summary>
internal sealed record HandoverReport(
    string Process, int Rounds, int Jobs, double FastestSeconds, double SlowestSeconds, IReadOnlyList<string> Findings)
{
    public bool Holds => Findings.Count == 0;
}
