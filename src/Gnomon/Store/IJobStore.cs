using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The truth about jobs and schedules. Each method is one batched state transition: it happens wholly or not
/// at all, is stored as the engine's setting says before it answers (promise P1), and reports outcomes as data.
/// Answers stand in the order of the requests. Every method throws <see cref="StoreException"/> when the store cannot
/// serve.</summary>
public interface IJobStore
{
    /// <summary>Makes the store ready for use and says what it promises. Call it once, before anything else.</summary>
    Task<StoreDescription> InitializeAsync(CancellationToken cancellation);

    /// <summary>Stores new jobs, all or none. The same id again changes nothing. What a key that is taken means is in
    /// <see cref="UniqueRule"/>.</summary>
    /// <exception cref="InvalidJobException">A draft breaks a rule of <see cref="JobRules"/>.</exception>
    ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(IReadOnlyList<JobDraft> drafts, CancellationToken cancellation);

    /// <summary>Stores a workflow with all its jobs, or nothing of it. The same id again adds the jobs that the stored one
    /// lacks. Jobs that wait for nothing are ready at once; every other becomes ready in the commit that ends the last
    /// thing it waited for.</summary>
    /// <exception cref="InvalidJobException">It breaks a rule of <see cref="WorkflowRules"/>, or waits for a job that the
    /// workflow does not have.</exception>
    ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(WorkflowDraft draft, CancellationToken cancellation);

    /// <summary>Hands out ready jobs, highest priority first, then oldest first, and counts the attempt before it
    /// answers. Jobs whose time has come are ready without a sweep; jobs that a limit of their queue holds back are passed
    /// over.</summary>
    ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation);

    /// <summary>Extends leases and stores progress and log lines.</summary>
    ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation);

    /// <summary>Ends attempts. A stale token changes nothing.</summary>
    ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation);

    /// <summary>Cancels, revives, deletes or hastens jobs, or gives them another priority: by id, or by filter in
    /// bounded steps.</summary>
    /// <exception cref="InvalidJobException">The request breaks a bound.</exception>
    ValueTask<ControlAnswer> ControlAsync(ControlRequest request, CancellationToken cancellation);

    /// <summary>Cancels, revives, restarts, signals or removes a whole workflow.</summary>
    /// <exception cref="InvalidJobException">The request breaks a bound.</exception>
    ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(WorkflowControl request, CancellationToken cancellation);

    /// <summary>Changes a queue's settings: whether it is paused, and its limits (<see cref="LimitRules"/>). Jobs that
    /// run go on, also when there are more of them than a new limit allows.</summary>
    /// <exception cref="InvalidJobException">A limit is out of its bounds.</exception>
    ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation);

    /// <summary>Stores and removes schedules in one change. A schedule that is new or changed gets its mark moved to
    /// now, so that an edit never fires the past.</summary>
    ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(ScheduleChanges changes, CancellationToken cancellation);

    /// <summary>Fires schedules. Each request is its own commit, guarded by the schedule's mark and revision.
    /// The ticks that ran are counted in it.</summary>
    /// <returns>For each request, whether it was applied.</returns>
    ValueTask<IReadOnlyList<bool>> FireAsync(IReadOnlyList<FireRequest> requests, CancellationToken cancellation);

    /// <summary>Promotes due jobs, recovers lost claims, ends jobs past their deadline, and removes ended ones whose
    /// retention is over: at most <paramref name="max"/> of each.</summary>
    ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation);
}
