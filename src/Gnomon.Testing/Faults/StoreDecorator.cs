using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Faults;

/// <summary>Stands in front of an opened engine and forwards every call of its four contracts. Override one method to
/// change one thing, or <see cref="AroundAsync"/> to see every call but <see cref="Listen"/>.</summary>
public abstract class StoreDecorator : IJobStore, IJobQuery, IWakeSignal, ICluster
{
    /// <summary>Stands in front of <paramref name="inner"/>.</summary>
    protected StoreDecorator(StoreParts inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
        Parts = new StoreParts(this, this, this, this);
    }

    /// <summary>This decorator, as the engine that it stands in front of.</summary>
    public StoreParts Parts { get; }

    /// <summary>What it stands in front of.</summary>
    protected StoreParts Inner { get; }

    /// <inheritdoc/>
    public virtual Task<StoreDescription> InitializeAsync(CancellationToken cancellation) =>
        AroundAsync(
            StoreCall.Initialize,
            () => new ValueTask<StoreDescription>(Inner.Store.InitializeAsync(cancellation))).AsTask();

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Enqueue, () => Inner.Store.EnqueueAsync(drafts, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Claim, () => Inner.Store.ClaimAsync(request, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Renew, () => Inner.Store.RenewAsync(renewals, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Settle, () => Inner.Store.SettleAsync(settlements, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<ControlAnswer> ControlAsync(
        ControlRequest request, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Control, () => Inner.Store.ControlAsync(request, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(
        WorkflowDraft draft, CancellationToken cancellation) =>
        AroundAsync(StoreCall.EnqueueWorkflow, () => Inner.Store.EnqueueWorkflowAsync(draft, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(
        WorkflowControl request, CancellationToken cancellation) =>
        AroundAsync(StoreCall.ControlWorkflow, () => Inner.Store.ControlWorkflowAsync(request, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation) =>
        AroundAsync(StoreCall.SetQueue, () => Inner.Store.SetQueueAsync(change, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation) =>
        AroundAsync(StoreCall.PutSchedules, () => Inner.Store.PutSchedulesAsync(changes, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Fire, () => Inner.Store.FireAsync(requests, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Sweep, () => Inner.Store.SweepAsync(max, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Job?> GetJobAsync(JobId id, CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetJob, () => Inner.Query.GetJobAsync(id, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<Job>> ListJobsAsync(
        JobFilter filter, string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(StoreCall.ListJobs, () => Inner.Query.ListJobsAsync(filter, cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<string>?> GetLogsAsync(JobId id, CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetLogs, () => Inner.Query.GetLogsAsync(id, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<JobStanding?> ExplainAsync(JobId id, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Explain, () => Inner.Query.ExplainAsync(id, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<PinnedNode>> ListPinnedNodesAsync(
        string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(
            StoreCall.ListPinnedNodes, () => Inner.Query.ListPinnedNodesAsync(cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetWorkflow, () => Inner.Query.GetWorkflowAsync(id, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<WorkflowInfo>> ListWorkflowsAsync(
        WorkflowFilter filter, string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(
            StoreCall.ListWorkflows, () => Inner.Query.ListWorkflowsAsync(filter, cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<Job>> ListParentsAsync(
        JobId job, string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(StoreCall.ListParents, () => Inner.Query.ListParentsAsync(job, cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<Job>> ListStepsAsync(
        WorkflowId workflow, string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(StoreCall.ListSteps, () => Inner.Query.ListStepsAsync(workflow, cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<StoreStats> GetStatsAsync(CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetStats, () => Inner.Query.GetStatsAsync(cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<JobCounters> GetCountersAsync(int days, CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetCounters, () => Inner.Query.GetCountersAsync(days, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<StoredSchedule?> GetScheduleAsync(string id, CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetSchedule, () => Inner.Query.GetScheduleAsync(id, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<StoredSchedule>> ListSchedulesAsync(
        string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(StoreCall.ListSchedules, () => Inner.Query.ListSchedulesAsync(cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<StoredScheduleSet?> GetScheduleSetAsync(string name, CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetScheduleSet, () => Inner.Query.GetScheduleSetAsync(name, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<StoredScheduleSet>> ListScheduleSetsAsync(
        string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(StoreCall.ListScheduleSets, () => Inner.Query.ListScheduleSetsAsync(cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<DueSchedules> DueSchedulesAsync(
        DateTimeOffset now, int limit, CancellationToken cancellation) =>
        AroundAsync(StoreCall.DueSchedules, () => Inner.Query.DueSchedulesAsync(now, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<ScheduleEvent>> ListScheduleEventsAsync(
        string schedule, CancellationToken cancellation) =>
        AroundAsync(
            StoreCall.ListScheduleEvents, () => Inner.Query.ListScheduleEventsAsync(schedule, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<Page<Tick>> ListTicksAsync(
        string schedule, string? cursor, int limit, CancellationToken cancellation) =>
        AroundAsync(StoreCall.ListTicks, () => Inner.Query.ListTicksAsync(schedule, cursor, limit, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask SignalAsync(WakeHint hint, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Signal, () => Inner.Wake.SignalAsync(hint, cancellation));

    /// <inheritdoc/>
    public virtual IDisposable Listen(Action<WakeHint> onHint) => Inner.Wake.Listen(onHint);

    /// <inheritdoc/>
    public virtual ValueTask JoinAsync(NodeInfo node, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Join, () => Inner.Cluster.JoinAsync(node, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<bool> BeatAsync(string node, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Beat, () => Inner.Cluster.BeatAsync(node, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask LeaveAsync(string node, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Leave, () => Inner.Cluster.LeaveAsync(node, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellation) =>
        AroundAsync(StoreCall.ListNodes, () => Inner.Cluster.ListAsync(cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<bool> LeadAsync(string node, TimeSpan term, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Lead, () => Inner.Cluster.LeadAsync(node, term, cancellation));

    /// <inheritdoc/>
    public virtual ValueTask<LeaderTerm?> GetLeaderAsync(CancellationToken cancellation) =>
        AroundAsync(StoreCall.GetLeader, () => Inner.Cluster.GetLeaderAsync(cancellation));

    /// <inheritdoc/>
    public virtual ValueTask ResignAsync(string node, CancellationToken cancellation) =>
        AroundAsync(StoreCall.Resign, () => Inner.Cluster.ResignAsync(node, cancellation));

    /// <summary>What every call goes through. It may forward it once, later, more than once, or not at all.</summary>
    /// <param name="call">Which method it is.</param>
    /// <param name="forward">Makes the call to what this stands in front of.</param>
    /// <returns>What the caller gets.</returns>
    protected virtual ValueTask<T> AroundAsync<T>(StoreCall call, Func<ValueTask<T>> forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        return forward();
    }

    private async ValueTask AroundAsync(StoreCall call, Func<ValueTask> forward) =>
        await AroundAsync(call, async () =>
        {
            await forward().ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
}
