namespace Gnomon.Benchmarks;

/// <summary>The findings of <see cref="Failover"/>.</summary>
/// <param name="Lost">Jobs that were acknowledged and are gone, of all rounds.</param>
/// <param name="LostAtMost">The most of one round.</param>
/// <param name="RoundsWithLoss">How many rounds lost some.</param>
/// <param name="LostWindowMs">How long before the crash the first of them was acknowledged, at most.</param>
/// <param name="ResumedSeconds">From the promotion to the next acknowledgement, at most.</param>
/// <param name="Failed">Calls that ended with an error.</param>
internal sealed record FailoverReport(
    int Rounds, int WaitReplicas, double LagMs, int Callers, long Acknowledged, long Lost, long LostAtMost, int RoundsWithLoss,
    double LostWindowMs, double ResumedSeconds, long Failed)
{
    public bool Holds => WaitReplicas == 0 || Lost == 0;
}
