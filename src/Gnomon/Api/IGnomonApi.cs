using System.Text.Json;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>Every operation of the API, whether it goes to a store in this process (<see cref="StoreApi"/>) or to a
/// server (<see cref="HttpApi"/>). Each throws <see cref="ApiException"/> when the request is refused; over HTTP also
/// <see cref="ApiUnreachableException"/>.</summary>
public interface IGnomonApi
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
    Task RemoveScheduleAsync(string id, CancellationToken cancellation);

    /// <summary>Enqueues a schedule's job now, beside its ticks.</summary>
    Task<SubmittedJobDocument> TriggerScheduleAsync(string id, CancellationToken cancellation);

    /// <summary>Stops the ticks of a schedule. Those that pass meanwhile are never made up for.</summary>
    Task<ScheduleDocument> PauseScheduleAsync(string id, string? reason, CancellationToken cancellation);

    /// <summary>Lets a schedule tick again.</summary>
    Task<ScheduleDocument> ResumeScheduleAsync(string id, CancellationToken cancellation);

    /// <summary>The ticks that are kept of a schedule, newest first.</summary>
    Task<TickListDocument> ListTicksAsync(string id, string? cursor, int? limit, CancellationToken cancellation);

    /// <summary>The ticks that a schedule comes to next, or would if it were not paused.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="count">How many, 1 to <see cref="ApiLimits.MaxPage"/>; null means
    /// <see cref="ApiLimits.DefaultNextTicks"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<NextTicksDocument> ListNextTicksAsync(string id, int? count, CancellationToken cancellation);

    /// <summary>The counts.</summary>
    Task<StatsDocument> GetStatsAsync(CancellationToken cancellation);

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

    /// <summary>One workflow with its last steps.</summary>
    /// <param name="id">The workflow.</param>
    /// <param name="wait">How long to wait for its end; at most <see cref="ApiLimits.MaxResultWait"/> counts. Zero
    /// answers at once.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<WorkflowDocument> GetWorkflowAsync(string id, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Workflows, newest first, without their steps.</summary>
    Task<WorkflowListDocument> ListWorkflowsAsync(WorkflowListQuery query, CancellationToken cancellation);

    /// <summary>The steps of a workflow, last one first.</summary>
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
