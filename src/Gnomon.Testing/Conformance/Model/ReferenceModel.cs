using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>What a store must do, written as plainly as can be: dictionaries, and one method for each transition. It is
/// slow, keeps everything, and is the judge of every engine.</summary>
/// <param name="time">The engine's clock.</param>
/// <param name="resolution">The least span of time that the engine tells apart.</param>
/// <param name="isTogether">Whether all queues are in one place; else the order of what is accepted at one moment in
/// several of them is free.</param>
internal sealed partial class ReferenceModel(FakeTime time, TimeSpan resolution, bool isTogether)
{
    private readonly Dictionary<JobId, ModelJob> _jobs = [];
    private readonly HashSet<string> _paused = [];
    private long _sequence;

    /// <summary>The place in the order of ready jobs of those that the present change lets go: among themselves it is
    /// free.</summary>
    private long _commit;

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>All jobs, newest first.</summary>
    public IEnumerable<ModelJob> Jobs => _jobs.Values.OrderByDescending(j => j.Sequence);

    public IReadOnlySet<string> Paused => _paused;

    public ModelJob? Find(JobId id) => _jobs.GetValueOrDefault(id);

    public void SetQueue(QueueChange change)
    {
        if (change.Paused is true) _paused.Add(change.Queue);
        if (change.Paused is false) _paused.Remove(change.Queue);
        if (change.Limits is { } limits) SetLimits(change.Queue, limits);
    }

    /// <summary>Judges what an engine handed out, then hands the same out here.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="answer">What came.</param>
    /// <param name="listed">The jobs after it, when it may have ended some whose deadline has passed, with what follows:
    /// at any moment between two of those that it handed out. Else null.</param>
    public void Claim(ClaimRequest request, ClaimAnswer answer, IReadOnlyList<Job>? listed)
    {
        var queues = request.Queues.Where(q => !_paused.Contains(q)).ToList();
        var claimable = Claimable(request.Node, queues);
        var ended = listed?.Where(j => j.State.IsTerminal()).Select(j => j.Id).ToHashSet() ?? [];
        Expect.That(answer.Jobs.Count <= request.Max, $"at most {request.Max} claimed jobs, not {answer.Jobs.Count}");
        foreach (var claimed in answer.Jobs)
        {
            var job = Expect.Present(Find(claimed.Token.Job), $"the claimed job {claimed.Token.Job}");
            if (listed is not null && !claimable.Contains(job))
            {
                FollowEnds(listed);
                (listed, claimable) = (null, Claimable(request.Node, queues));
            }

            Expect.That(claimable.Remove(job), $"job {job.Id}, which was claimed, to be claimable once");
            Expect.Sequence([], Holds(job, passesLate: true), $"what holds job {job.Id} back, which was claimed");
            foreach (var other in claimable)
                Expect.That(
                    ended.Contains(other.Id) || _justReleased.Contains(other) || !MustGoBefore(queues, other, job)
                    || Holds(other).Count > 0,
                    $"job {other.Id} to be claimed before job {job.Id}");
            Start(job, request);
            Expect.Equal(
                (job.Id, job.Attempt, job.Failures, job.Spent, job.Snoozes, job.CreatedAt, job.Spec.Handler),
                (claimed.Token.Job, claimed.Token.Attempt, claimed.Failures, claimed.Spent, claimed.Snoozes,
                    claimed.CreatedAt, claimed.Spec.Handler),
                "the claimed job");
        }

        if (listed is not null) FollowEnds(listed);
        // Only a claim that came back short has promoted everything that is due.
        if (answer.Jobs.Count < request.Max) JudgeShort(request, queues, answer);
    }

    public List<RenewOutcome> Renew(IReadOnlyList<LeaseRenewal> renewals)
    {
        var outcomes = new List<RenewOutcome>();
        foreach (var renewal in renewals)
        {
            var job = Find(renewal.Token.Job);
            if (job is null || !job.Holds(renewal.Token))
            {
                outcomes.Add(RenewOutcome.Lost);
                continue;
            }

            job.LeaseEnd = time.GetTimestamp() + renewal.Lease.Ticks;
            job.Progress = renewal.Progress ?? job.Progress;
            job.ProgressText = renewal.ProgressText ?? job.ProgressText;
            job.Logs.AddRange(renewal.LogLines);
            outcomes.Add(job.CancelRequested ? RenewOutcome.CancelRequested : RenewOutcome.Held);
        }

        return outcomes;
    }

    private HashSet<ModelJob> Claimable(string node, List<string> queues) => [.. _jobs.Values.Where(
        j => queues.Contains(j.Spec.Queue) && (j.Spec.Node ?? node) == node
            && (j.State == JobState.Ready || j.IsDue(Now)) && !j.IsPastDeadline(Now))];

    private void JudgeShort(ClaimRequest request, List<string> queues, ClaimAnswer answer)
    {
        foreach (var left in Claimable(request.Node, queues).Except(_justReleased)) JudgeLeft(left, answer);
        if (queues.Exists(IsLimited)) return;
        var next = _jobs.Values
            .Where(j => j.State == JobState.Scheduled && !j.IsDue(Now) && queues.Contains(j.Spec.Queue))
            .Min(j => (DateTimeOffset?)j.RunAt);
        if (queues.Count == request.Queues.Count) Expect.Equal(next, answer.NextDue, "the moment the next job is due");
    }

    private static bool MustGoBefore(List<string> queues, ModelJob a, ModelJob b)
    {
        var order = queues.IndexOf(a.Spec.Queue).CompareTo(queues.IndexOf(b.Spec.Queue));
        if (order != 0) return order < 0;
        if (a.Spec.Priority != b.Spec.Priority) return a.Spec.Priority > b.Spec.Priority;
        return a.MustGoBefore(b);
    }

    private void Start(ModelJob job, ClaimRequest request)
    {
        job.State = JobState.Running;
        job.Attempt++;
        job.Node = request.Node;
        job.StartedAt = Now;
        job.LeaseEnd = time.GetTimestamp() + request.Lease.Ticks;
        (job.Progress, job.ProgressText) = (null, null);
        CountHandOut(job);
        job.Attempts.Add(new Attempt(job.Attempt, request.Node, Now, null, AttemptOutcome.Running, null));
    }

    private void Schedule(ModelJob job, DateTimeOffset runAt)
    {
        job.State = JobState.Scheduled;
        job.RunAt = runAt;
        job.ReadyFrom = ++_sequence;
        job.ReadyTo = long.MaxValue;
        job.CameDue = true;
    }

    /// <summary>Makes a job ready behind all others.</summary>
    private void MakeReady(ModelJob job, long? sequence = null)
    {
        job.State = JobState.Ready;
        job.ReadyFrom = job.ReadyTo = sequence ?? ++_sequence;
        job.CameDue = false;
    }

    private void Promote(ModelJob job)
    {
        job.State = JobState.Ready;
        job.ReadyTo = ++_sequence;
    }

    private void End(ModelJob job, JobState state)
    {
        job.State = state;
        job.FinishedAt = Now;
        FollowEnd(job);
    }

    /// <summary>What follows from the end of a job, in the same change.</summary>
    private void FollowEnd(ModelJob job)
    {
        if (job.Place is not null) AfterEnd(job);
        else if (job.Spec.Schedule is { } schedule) FollowRun(job, schedule);
    }
}
