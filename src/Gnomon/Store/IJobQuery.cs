using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>Reads for the API, the dashboard and the command line. Nothing here changes anything, and nothing here
/// reads more than a page.</summary>
public interface IJobQuery
{
    /// <summary>One job, or null.</summary>
    ValueTask<Job?> GetJobAsync(JobId id, CancellationToken cancellation);

    /// <summary>Jobs, newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cursor">Where to begin, from <see cref="Page{T}.Next"/>; null means at the newest. One that this
    /// store never gave begins at the newest too.</param>
    /// <param name="limit">Most items, 1 or more.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<Page<Job>> ListJobsAsync(JobFilter filter, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>The log lines that are kept of a job, oldest first, or null when there is no such job.</summary>
    ValueTask<IReadOnlyList<string>?> GetLogsAsync(JobId id, CancellationToken cancellation);

    /// <summary>What a job waits for, as far as the store knows, or null when there is no such job. Which nodes live is
    /// not asked.</summary>
    ValueTask<JobStanding?> ExplainAsync(JobId id, CancellationToken cancellation);

    /// <summary>The nodes that waiting jobs are pinned to (<see cref="JobSpec.Node"/>), in the order of their names,
    /// whether they live or not. The cursor is the last name of the page before.</summary>
    ValueTask<Page<PinnedNode>> ListPinnedNodesAsync(string? cursor, int limit, CancellationToken cancellation);

    /// <summary>One workflow or broadcast, or null.</summary>
    ValueTask<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation);

    /// <summary>The jobs of a workflow or a broadcast in the order of its draft; those that joined later follow. Empty
    /// when there is no such workflow. Other orders and choices are made with <see cref="JobFilter.Workflow"/>.</summary>
    /// <param name="workflow">Which.</param>
    /// <param name="cursor">Where to begin, from <see cref="Page{T}.Next"/>; null means at the first.</param>
    /// <param name="limit">Most items, 1 or more.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<Page<Job>> ListStepsAsync(
        WorkflowId workflow, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>Workflows and broadcasts, newest first. Their jobs are listed with <see cref="ListStepsAsync"/>.
    /// </summary>
    /// <param name="filter">Which.</param>
    /// <param name="cursor">Where to begin, from <see cref="Page{T}.Next"/>; null means at the newest.</param>
    /// <param name="limit">Most items, 1 or more.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<Page<WorkflowInfo>> ListWorkflowsAsync(
        WorkflowFilter filter, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>The jobs that a job waited for, with their results, in the order in which its draft names them. Empty when
    /// there is no such job, or it is in no workflow.</summary>
    ValueTask<Page<Job>> ListParentsAsync(JobId job, string? cursor, int limit, CancellationToken cancellation);

    /// <summary>The counts.</summary>
    ValueTask<StoreStats> GetStatsAsync(CancellationToken cancellation);

    /// <summary>The counts by handler and by day.</summary>
    /// <param name="days">How many days back, 1 to <see cref="CounterLimits.MaxDays"/>; 1 is today alone, in UTC by the
    /// store's clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<JobCounters> GetCountersAsync(int days, CancellationToken cancellation);

    /// <summary>One schedule, or null.</summary>
    ValueTask<StoredSchedule?> GetScheduleAsync(string id, CancellationToken cancellation);

    /// <summary>Schedules in the order of their ids. The cursor is the last id of the page before.</summary>
    ValueTask<Page<StoredSchedule>> ListSchedulesAsync(string? cursor, int limit, CancellationToken cancellation);

    /// <summary>One declared set of schedules, or null. One that was removed and whose version is remembered counts.
    /// </summary>
    ValueTask<StoredScheduleSet?> GetScheduleSetAsync(string name, CancellationToken cancellation);

    /// <summary>The declared sets of schedules in the order of their names, removed ones included whose version is
    /// remembered. The cursor is the last name of the page before.</summary>
    ValueTask<Page<StoredScheduleSet>> ListScheduleSetsAsync(
        string? cursor, int limit, CancellationToken cancellation);

    /// <summary>Schedules whose next tick is due (<see cref="StoredSchedule.NextDue"/>) at <paramref name="now"/>, most
    /// overdue first, at most <paramref name="limit"/>; and when the first one after that comes due, if any.</summary>
    ValueTask<DueSchedules> DueSchedulesAsync(DateTimeOffset now, int limit, CancellationToken cancellation);

    /// <summary>What was done to a schedule, oldest first: at most <see cref="ScheduleLimits.MaxEvents"/>, the newest.
    /// Empty when there is no such schedule.</summary>
    ValueTask<IReadOnlyList<ScheduleEvent>> ListScheduleEventsAsync(string schedule, CancellationToken cancellation);

    /// <summary>The ticks that are kept of a schedule, the one that was decided last first, with the present state of
    /// their jobs.</summary>
    ValueTask<Page<Tick>> ListTicksAsync(string schedule, string? cursor, int limit, CancellationToken cancellation);
}
