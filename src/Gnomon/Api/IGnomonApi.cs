using System.Text.Json;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>Every operation of the API, whether it goes to a store in this process (<see cref="StoreApi"/>) or to a
/// server (<see cref="HttpApi"/>). Each throws <see cref="ApiException"/> when the request is refused; over HTTP also
/// <see cref="ApiUnreachableException"/>.</summary>
public partial interface IGnomonApi
{
    /// <summary>Submits jobs, all or none. Answers stand in the order of the drafts.</summary>
    Task<IReadOnlyList<SubmittedJobDocument>> SubmitAsync(
        IReadOnlyList<JobDraftDocument> drafts, CancellationToken cancellation);

    /// <summary>One job.</summary>
    Task<JobDocument> GetJobAsync(string id, CancellationToken cancellation);

    /// <summary>Jobs, newest first.</summary>
    Task<JobListDocument> ListJobsAsync(JobListQuery query, CancellationToken cancellation);

    /// <summary>The result of a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="wait">How long to wait for its end; at most <see cref="ApiLimits.MaxResultWait"/> counts. Zero
    /// answers at once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<JobResultDocument> GetResultAsync(string id, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Ends a job; a running one is asked to stop.</summary>
    Task<ControlDocument> CancelAsync(string id, CancellationToken cancellation);

    /// <summary>Gives an ended job a new life with all its attempts.</summary>
    Task<ControlDocument> RetryAsync(string id, CancellationToken cancellation);

    /// <summary>Removes an ended job with its history.</summary>
    Task DeleteAsync(string id, CancellationToken cancellation);

    /// <summary>Makes a job ready that waits for its time.</summary>
    Task<ControlDocument> RunNowAsync(string id, CancellationToken cancellation);

    /// <summary>Gives a job that has not ended another priority, 0 to 9.</summary>
    Task<ControlDocument> ChangePriorityAsync(string id, int priority, CancellationToken cancellation);

    /// <summary>Pins a waiting job to another node, or to none with null.</summary>
    Task<ControlDocument> PinAsync(string id, string? node, CancellationToken cancellation);

    /// <summary>Changes the jobs that a filter accepts and whose state allows it, oldest first, in bounded steps.
    /// </summary>
    /// <param name="action">The change.</param>
    /// <param name="filter">Which jobs, how many in this step, and where it goes on.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<ControlCountsDocument> ControlAsync(
        ControlAction action, JobFilterDocument filter, CancellationToken cancellation);

    /// <summary>What is kept of a job's log.</summary>
    Task<LogsDocument> GetLogsAsync(string id, CancellationToken cancellation);

    /// <summary>Why a job is not running.</summary>
    Task<ExplanationDocument> ExplainAsync(string id, CancellationToken cancellation);

    /// <summary>Stores a schedule, new or in place of the one with this id.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="schedule">The definition.</param>
    /// <param name="ifRevision">The revision it must have now; 0 means that there must be none; null means any.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<PutScheduleResult> PutScheduleAsync(
        string id, ScheduleDocument schedule, long? ifRevision, CancellationToken cancellation);

    /// <summary>One schedule.</summary>
    Task<ScheduleDocument> GetScheduleAsync(string id, CancellationToken cancellation);

    /// <summary>Schedules in the order of their ids.</summary>
    Task<ScheduleListDocument> ListSchedulesAsync(string? cursor, int? limit, CancellationToken cancellation);

    /// <summary>Removes a schedule; the jobs it made stay.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="ifRevision">The revision that it must have; null means any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task RemoveScheduleAsync(string id, long? ifRevision, CancellationToken cancellation);

    /// <summary>Stores a declared set of schedules in a newer version: all of it or nothing. The version that is stored,
    /// with the same content, changes nothing; an older one, and the stored one with other content, are refused.</summary>
    /// <param name="name">The name of the set.</param>
    /// <param name="set">The whole set.</param>
    /// <param name="dryRun">Whether only to say what would happen.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<SetChangeDocument> PutScheduleSetAsync(
        string name, ScheduleSetDocument set, bool dryRun, CancellationToken cancellation);

    /// <summary>One declared set.</summary>
    Task<StoredSetDocument> GetScheduleSetAsync(string name, CancellationToken cancellation);

    /// <summary>Declared sets in the order of their names.</summary>
    Task<StoredSetListDocument> ListScheduleSetsAsync(string? cursor, int? limit, CancellationToken cancellation);

    /// <summary>Removes a declared set with its schedules; the jobs they made stay.</summary>
    /// <param name="name">The set.</param>
    /// <param name="forget">Whether its version is forgotten too; else the same or an older one does not come back.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    Task RemoveScheduleSetAsync(string name, bool forget, CancellationToken cancellation);

    /// <summary>Runs a schedule's job now, beside its ticks but by the same rules: its overlap is heeded.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="request">Other arguments, or another overlap; null means as the schedule says.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<TriggeredDocument> TriggerScheduleAsync(
        string id, TriggerRequestDocument? request, CancellationToken cancellation);

    /// <summary>Runs the ticks of a past period that have not run, in bounded steps.</summary>
    Task<BackfilledDocument> BackfillScheduleAsync(
        string id, BackfillRequestDocument request, CancellationToken cancellation);

    /// <summary>What became of an instant, or of each nominal tick of a period, and why.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<ScheduleExplanationDocument> ExplainScheduleAsync(
        string id, ScheduleExplainQuery query, CancellationToken cancellation);

    /// <summary>Stops the ticks of a schedule. Those that pass meanwhile are never made up for.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="ifRevision">The revision that it must have; null means any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<ScheduleDocument> PauseScheduleAsync(
        string id, string? reason, long? ifRevision, CancellationToken cancellation);

    /// <summary>Lets a schedule tick again.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="ifRevision">The revision that it must have; null means any.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<ScheduleDocument> ResumeScheduleAsync(string id, long? ifRevision, CancellationToken cancellation);

    /// <summary>The ticks that are kept of a schedule, newest first.</summary>
    Task<TickListDocument> ListTicksAsync(string id, string? cursor, int? limit, CancellationToken cancellation);

    /// <summary>The ticks that a schedule comes to next, or would if it were not paused.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="count">How many, 1 to <see cref="ApiLimits.MaxPage"/>; null means
    /// <see cref="ApiLimits.DefaultNextTicks"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<NextTicksDocument> ListNextTicksAsync(string id, int? count, CancellationToken cancellation);

    /// <summary>The counts.</summary>
    /// <param name="days">Of how many days, 1 to <see cref="CounterLimits.MaxDays"/>; 1 is today alone; null means
    /// <see cref="ApiLimits.DefaultStatsDays"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<StatsDocument> GetStatsAsync(int? days, CancellationToken cancellation);

    /// <summary>The queues.</summary>
    Task<QueueListDocument> ListQueuesAsync(CancellationToken cancellation);

    /// <summary>Pauses or resumes a queue; it need not hold a job yet.</summary>
    Task<QueueDocument> SetQueuePausedAsync(string name, bool paused, CancellationToken cancellation);

    /// <summary>Sets all limits of a queue; empty ones take them away. The queue need not hold a job yet.</summary>
    Task<QueueDocument> PutLimitsAsync(string name, LimitsDocument limits, CancellationToken cancellation);

    /// <summary>The live nodes.</summary>
    Task<NodeListDocument> ListNodesAsync(CancellationToken cancellation);

    /// <summary>Submits a workflow, whole or not at all.</summary>
    Task<SubmittedWorkflowDocument> SubmitWorkflowAsync(
        WorkflowDraftDocument workflow, CancellationToken cancellation);

    /// <summary>One workflow with its first steps.</summary>
    /// <param name="id">The workflow.</param>
    /// <param name="wait">How long to wait for its end; at most <see cref="ApiLimits.MaxResultWait"/> counts. Zero
    /// answers at once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<WorkflowDocument> GetWorkflowAsync(string id, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Workflows, newest first, without their steps.</summary>
    Task<WorkflowListDocument> ListWorkflowsAsync(WorkflowListQuery query, CancellationToken cancellation);

    /// <summary>The steps of a workflow, first one first.</summary>
    Task<StepListDocument> ListStepsAsync(string id, string? cursor, int? limit, CancellationToken cancellation);

    /// <summary>A workflow as a flowchart in the language of Mermaid, with the state of each step.</summary>
    Task<string> DrawWorkflowAsync(string id, CancellationToken cancellation);

    /// <summary>Ends a workflow; running jobs of it are asked to stop.</summary>
    Task<WorkflowControlDocument> CancelWorkflowAsync(string id, CancellationToken cancellation);

    /// <summary>Gives what failed or was cancelled in a workflow, and what was skipped for it, a new life.</summary>
    Task<WorkflowControlDocument> RetryWorkflowAsync(string id, CancellationToken cancellation);

    /// <summary>Gives every job of an ended workflow a new life.</summary>
    Task<WorkflowControlDocument> RestartWorkflowAsync(string id, CancellationToken cancellation);

    /// <summary>Removes an ended workflow with its jobs.</summary>
    Task DeleteWorkflowAsync(string id, CancellationToken cancellation);

    /// <summary>Tells a workflow that something happened outside. The first signal of a name counts.</summary>
    /// <param name="id">The workflow.</param>
    /// <param name="signal">The signal's name.</param>
    /// <param name="payload">What it carries, any JSON; null for nothing.</param>
    /// <param name="cancellation">Ends the call.</param>
    Task<WorkflowControlDocument> SignalWorkflowAsync(
        string id, string signal, JsonElement? payload, CancellationToken cancellation);
}
