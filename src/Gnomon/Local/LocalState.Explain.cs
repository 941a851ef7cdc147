using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Why a job is not running.</summary>
internal sealed partial class LocalState
{
    public JobStanding? Explain(JobId id, Moment now)
    {
        if (Find(id) is not { } job) return null;
        var described = Describe(job);
        if (job.State.IsTerminal()) return new JobStanding(described, WaitReason.Ended);
        if (job.State == JobState.Running) return new JobStanding(described, WaitReason.Running);
        if (job.State == JobState.Blocked) return OfBlocked(job, described);
        if (job.State == JobState.Scheduled && job.RunAt > now.Utc)
            return new JobStanding(described, OfScheduled(job)) { Until = Utc(job.RunAt) };
        if (job.Queue.Paused) return new JobStanding(described, WaitReason.QueuePaused);
        return job.Queue.Gate is { } gate
            ? OfLimited(job, described, gate, RateNow(now), now)
            : new JobStanding(described, WaitReason.Ready) { Ahead = CountAhead(job) };
    }

    private static WaitReason OfScheduled(LocalJob job) => job.Attempt == 0 ? WaitReason.NotDue
        : job.Details!.Outcome switch
        {
            AttemptOutcome.Failed => WaitReason.RetryWait,
            AttemptOutcome.Snoozed => WaitReason.Snoozed,
            _ => WaitReason.NotDue,
        };

    private static JobStanding OfLimited(
        LocalJob job, Job described, QueueGate gate, long rateNow, Moment now)
    {
        var hold = gate.Explain(job, rateNow);
        return new JobStanding(described, hold.Reason)
        {
            Until = hold.At is { } at ? Utc(now.Utc + (at - rateNow)) : null,
            Limit = hold.Limit,
            Running = hold.Running,
            Behind = hold.Behind,
            Ahead = hold.Reason == WaitReason.Ready ? CountAhead(job) : null,
        };
    }

    private static int? CountAhead(LocalJob job)
    {
        if (job.State != JobState.Ready) return null;
        var jobs = job.Lane?.Ready ?? job.Queue.Ready.InOrder();
        return jobs.Take(JobStanding.MaxAhead).TakeWhile(other => other != job).Count();
    }
}
