namespace Gnomon.Testing.Faults;

/// <summary>A method of the four contracts of a store.</summary>
public enum StoreCall
{
    /// <summary><see cref="Store.IJobStore.InitializeAsync"/>.</summary>
    Initialize,

    /// <summary><see cref="Store.IJobStore.EnqueueAsync"/>.</summary>
    Enqueue,

    /// <summary><see cref="Store.IJobStore.EnqueueWorkflowAsync"/>.</summary>
    EnqueueWorkflow,

    /// <summary><see cref="Store.IJobStore.ControlWorkflowAsync"/>.</summary>
    ControlWorkflow,

    /// <summary><see cref="Store.IJobStore.ClaimAsync"/>.</summary>
    Claim,

    /// <summary><see cref="Store.IJobStore.RenewAsync"/>.</summary>
    Renew,

    /// <summary><see cref="Store.IJobStore.SettleAsync"/>.</summary>
    Settle,

    /// <summary><see cref="Store.IJobStore.ControlAsync"/>.</summary>
    Control,

    /// <summary><see cref="Store.IJobStore.SetQueueAsync"/>.</summary>
    SetQueue,

    /// <summary><see cref="Store.IJobStore.PutSchedulesAsync"/>.</summary>
    PutSchedules,

    /// <summary><see cref="Store.IJobStore.FireAsync"/>.</summary>
    Fire,

    /// <summary><see cref="Store.IJobStore.SweepAsync"/>.</summary>
    Sweep,

    /// <summary><see cref="Store.IJobQuery.GetJobAsync"/>.</summary>
    GetJob,

    /// <summary><see cref="Store.IJobQuery.ListJobsAsync"/>.</summary>
    ListJobs,

    /// <summary><see cref="Store.IJobQuery.GetLogsAsync"/>.</summary>
    GetLogs,

    /// <summary><see cref="Store.IJobQuery.ExplainAsync"/>.</summary>
    Explain,

    /// <summary><see cref="Store.IJobQuery.ListPinnedNodesAsync"/>.</summary>
    ListPinnedNodes,

    /// <summary><see cref="Store.IJobQuery.GetWorkflowAsync"/>.</summary>
    GetWorkflow,

    /// <summary><see cref="Store.IJobQuery.ListWorkflowsAsync"/>.</summary>
    ListWorkflows,

    /// <summary><see cref="Store.IJobQuery.ListParentsAsync"/>.</summary>
    ListParents,

    /// <summary><see cref="Store.IJobQuery.ListStepsAsync"/>.</summary>
    ListSteps,

    /// <summary><see cref="Store.IJobQuery.GetStatsAsync"/>.</summary>
    GetStats,

    /// <summary><see cref="Store.IJobQuery.GetCountersAsync"/>.</summary>
    GetCounters,

    /// <summary><see cref="Store.IJobQuery.GetScheduleAsync"/>.</summary>
    GetSchedule,

    /// <summary><see cref="Store.IJobQuery.ListSchedulesAsync"/>.</summary>
    ListSchedules,

    /// <summary><see cref="Store.IJobQuery.DueSchedulesAsync"/>.</summary>
    DueSchedules,

    /// <summary><see cref="Store.IJobQuery.ListScheduleEventsAsync"/>.</summary>
    ListScheduleEvents,

    /// <summary><see cref="Store.IJobQuery.ListTicksAsync"/>.</summary>
    ListTicks,

    /// <summary><see cref="Store.IJobQuery.GetScheduleSetAsync"/>.</summary>
    GetScheduleSet,

    /// <summary><see cref="Store.IJobQuery.ListScheduleSetsAsync"/>.</summary>
    ListScheduleSets,

    /// <summary><see cref="Store.IWakeSignal.SignalAsync"/>.</summary>
    Signal,

    /// <summary><see cref="Store.ICluster.JoinAsync"/>.</summary>
    Join,

    /// <summary><see cref="Store.ICluster.BeatAsync"/>.</summary>
    Beat,

    /// <summary><see cref="Store.ICluster.LeaveAsync"/>.</summary>
    Leave,

    /// <summary><see cref="Store.ICluster.ListAsync"/>.</summary>
    ListNodes,

    /// <summary><see cref="Store.ICluster.LeadAsync"/>.</summary>
    Lead,

    /// <summary><see cref="Store.ICluster.GetLeaderAsync"/>.</summary>
    GetLeader,

    /// <summary><see cref="Store.ICluster.ResignAsync"/>.</summary>
    Resign,
}
