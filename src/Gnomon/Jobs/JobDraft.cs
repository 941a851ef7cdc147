namespace Gnomon.Jobs;

/// <summary>A job on its way into a store.</summary>
/// <param name="Id">Its name. Storing the same id twice stores one job.</param>
/// <param name="Spec">What to run, and how.</param>
public sealed record JobDraft(JobId Id, JobSpec Spec)
{
    /// <summary>The earliest instant to run at; a past one means now. Null with a null <see cref="Delay"/> means now.
    /// </summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>How long to wait from the moment the store accepts the job, by the store's clock. At most one of this
    /// and <see cref="RunAt"/> may be set.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The attempt whose handler enqueues this job; null when none does. The job is refused once that attempt
    /// is stale, and has its job as <see cref="JobSpec.Parent"/>.</summary>
    public AttemptToken? Parent { get; init; }
}
