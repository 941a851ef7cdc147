using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>The limits of queues, counted anew from the jobs each time.</summary>
internal sealed partial class ReferenceModel
{
    private readonly Dictionary<string, QueueLimits> _limits = [];

    /// <summary>By queue and limit key; without a key, that of the queue.</summary>
    private readonly Dictionary<(string Queue, string? Key), ModelRate> _rates = [];

    public QueueLimits LimitsOf(string queue) => _limits.GetValueOrDefault(queue, QueueLimits.None);

    /// <summary>Judges what an engine says of why a job is not running. Where several things hold it back, it may name
    /// any of them.</summary>
    public void JudgeExplanation(ModelJob job, JobStanding standing)
    {
        // Such a job may end at any moment, and let those behind it go.
        if (_jobs.Values.Any(j => j.IsPastDeadline(Now) && j.Spec.Queue == job.Spec.Queue)) return;
        var reasons = Reasons(job);
        Expect.That(
            reasons.Contains(standing.Reason),
            $"job {job.Id} to wait for {string.Join(" or ", reasons)}, not for {standing.Reason}");
        if (standing.Reason is WaitReason.NotDue or WaitReason.RetryWait or WaitReason.Snoozed)
            Expect.Equal(job.RunAt, standing.Until, $"until when job {job.Id} waits");
        if (standing.Reason == WaitReason.Concurrency)
            Expect.Equal(
                (LimitsOf(job.Spec.Queue).Concurrency, CountRunning(job.Spec.Queue)),
                (standing.Limit, standing.Running ?? 0), $"the limit that holds job {job.Id} and how many run");
    }

    private bool IsLimited(string queue) => LimitsOf(queue) != QueueLimits.None;

    private void SetLimits(string queue, QueueLimits limits)
    {
        var former = LimitsOf(queue);
        _limits[queue] = limits;
        foreach (var rate in _rates.Keys.Where(r => r.Queue == queue).ToList())
            if (rate.Key is null ? former.Rate != limits.Rate : former.PerKeyRate != limits.PerKeyRate)
                _rates.Remove(rate);
    }

    /// <summary>Judges a claimable job that a claim left although it asked for more.</summary>
    private void JudgeLeft(ModelJob job, ClaimAnswer answer)
    {
        var holds = Holds(job);
        Expect.That(holds.Count > 0, $"job {job.Id} to be claimed, which nothing holds back");
        if (!holds.TrueForAll(hold => hold is WaitReason.Rate or WaitReason.KeyRate)) return;
        var free = Now.AddTicks(FreeAt(job) - time.GetTimestamp());
        Expect.That(
            answer.NextDue is { } due && due > Now && due < free + resolution,
            $"the claim to tell that a rate lets job {job.Id} go at {free:O}, not at {answer.NextDue:O}");
    }

    private List<WaitReason> Reasons(ModelJob job)
    {
        if (job.State.IsTerminal()) return [WaitReason.Ended];
        if (job.State == JobState.Running) return [WaitReason.Running];
        if (job.State == JobState.Blocked) return [ReasonOfBlocked(job)];
        if (job.State == JobState.Scheduled && !job.IsDue(Now))
            return job.Attempts.LastOrDefault()?.Outcome switch
            {
                AttemptOutcome.Failed => [WaitReason.RetryWait],
                AttemptOutcome.Snoozed or AttemptOutcome.Parked => [WaitReason.Snoozed],
                _ => [WaitReason.NotDue],
            };
        var holds = Holds(job);
        if (_paused.Contains(job.Spec.Queue)) holds.Add(WaitReason.QueuePaused);
        return holds.Count > 0 ? holds : [WaitReason.Ready];
    }

    /// <summary>Which limits hold back a job that is due.</summary>
    /// <param name="job">The job.</param>
    /// <param name="passesLate">Whether jobs past their deadline, which may end at any moment, hold nothing.</param>
    private List<WaitReason> Holds(ModelJob job, bool passesLate = false)
    {
        var limits = LimitsOf(job.Spec.Queue);
        if (limits == QueueLimits.None) return [];
        var (holds, now) = (new List<WaitReason>(), time.GetTimestamp());
        if (CountRunning(job.Spec.Queue) >= limits.Concurrency) holds.Add(WaitReason.Concurrency);
        if (RateOf(job, null)?.FreeAt(now) > now) holds.Add(WaitReason.Rate);
        if (job.Spec.LimitKey is not { } key) return holds;
        var live = _jobs.Values
            .Where(j => j.Spec.Queue == job.Spec.Queue && j.Spec.LimitKey == key)
            .Where(j => !j.State.IsTerminal() || (!passesLate && _justExpired.Contains(j))).ToList();
        var running = live.Count(j => j.State == JobState.Running);
        if (running >= limits.PerKeyConcurrency || (limits.StrictOrder && running > 0))
            holds.Add(WaitReason.KeyConcurrency);
        if (RateOf(job, key)?.FreeAt(now) > now) holds.Add(WaitReason.KeyRate);
        if (limits.StrictOrder
            && live.Exists(j => j.Sequence < job.Sequence && j.State != JobState.Blocked && !(passesLate && j.IsPastDeadline(Now))))
            holds.Add(WaitReason.StrictOrder);
        return holds;
    }

    private int CountRunning(string queue) =>
        _jobs.Values.Count(j => j.State == JobState.Running && j.Spec.Queue == queue);

    private long FreeAt(ModelJob job)
    {
        var now = time.GetTimestamp();
        return Math.Max(RateOf(job, null)?.FreeAt(now) ?? now, RateOf(job, job.Spec.LimitKey)?.FreeAt(now) ?? now);
    }

    private void CountHandOut(ModelJob job)
    {
        RateOf(job, null)?.Take(time.GetTimestamp());
        if (job.Spec.LimitKey is { } key) RateOf(job, key)?.Take(time.GetTimestamp());
    }

    /// <summary>The rate of the job's queue, or, with a key, that of the key; null when there is none.</summary>
    private ModelRate? RateOf(ModelJob job, string? key)
    {
        var limits = LimitsOf(job.Spec.Queue);
        if ((key is null ? limits.Rate : limits.PerKeyRate) is not { } rule) return null;
        if (!_rates.TryGetValue((job.Spec.Queue, key), out var rate))
            _rates.Add((job.Spec.Queue, key), rate = new ModelRate(rule));
        return rate;
    }
}
