using Gnomon.Testing.Conformance.Cases;

namespace Gnomon.Testing.Conformance;

/// <summary>What every engine must do, as data: any test runner can run it. Open a <see cref="StoreHarness"/> on a new
/// fixture for each case.</summary>
public static class ConformanceSuite
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<ConformanceCase> Cases { get; } =
    [
        .. EnqueueCases.All,
        .. ParentCases.All,
        .. UniqueCases.All,
        .. DuplicateCases.All,
        .. ClaimCases.All,
        .. RenewCases.All,
        .. JointClaimCases.All,
        .. SettleCases.All,
        .. ControlCases.All,
        .. FilterControlCases.All,
        .. PriorityCases.All,
        .. PinCases.All,
        .. PinLimitCases.All,
        .. BroadcastCases.All,
        .. BroadcastJoinCases.All,
        .. QueueCases.All,
        .. LimitCases.All,
        .. SlotCases.All,
        .. LimitChangeCases.All,
        .. RateCases.All,
        .. StrictOrderCases.All,
        .. ScheduleCases.All,
        .. ScheduleSetCases.All,
        .. FireCases.All,
        .. TickKeyCases.All,
        .. OverlapCases.All,
        .. EndingOverlapCases.All,
        .. TickWorkCases.All,
        .. TickWorkEndCases.All,
        .. BackfillCases.All,
        .. SchedulePastCases.All,
        .. JitterCases.All,
        .. MaxRunsCases.All,
        .. SweepCases.All,
        .. DeadlineCases.All,
        .. QueryCases.All,
        .. CounterCases.All,
        .. BacklogCases.All,
        .. ExplainCases.All,
        .. ClusterCases.All,
        .. WakeCases.All,
        .. DurabilityCases.All,
        .. ContentCases.All,
        .. RaceCases.All,
        .. ScheduleRaceCases.All,
        .. SeedRowCases.All,
        .. StaleAttemptCases.All,
        .. WorkflowCases.All,
        .. GatherCases.All,
        .. WorkflowControlCases.All,
        .. WorkflowStoreCases.All,
        .. WorkflowScaleCases.All,
        .. WorkflowRandomCases.All,
    ];
}
