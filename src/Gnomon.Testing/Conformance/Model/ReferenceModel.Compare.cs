using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>Compares a full listing of an engine with the model.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>Compares all jobs, and follows the engine where the contract leaves it the choice of the moment:
    /// when due jobs are promoted, and when jobs past their deadline end.</summary>
    public void CompareJobs(IReadOnlyList<Job> listed)
    {
        CompareOrder(Jobs, listed, "the listed jobs, newest first");
        FollowEnds(listed);
        foreach (var actual in listed)
        {
            var job = _jobs[actual.Id];
            Follow(job, actual.State);
            Compare(job, actual);
        }

        _justExpired.Clear();
        _justReleased.Clear();
        _ = TakeEffects();
    }

    /// <summary>Compares a list, newest first: in each queue where these are kept apart.</summary>
    public void CompareOrder(IEnumerable<ModelJob> wanted, IReadOnlyList<Job> listed, string what) => Expect.Sequence(
        isTogether ? wanted.Select(j => j.Id) : wanted.OrderBy(j => j.Spec.Queue, StringComparer.Ordinal).Select(j => j.Id),
        isTogether ? listed.Select(j => j.Id) : listed.OrderBy(j => j.Spec.Queue, StringComparer.Ordinal).Select(j => j.Id),
        what);

    /// <summary>Ends what an engine has ended because of its deadline. First all of them, then what follows: what is
    /// listed as expired was not cancelled for another one.</summary>
    public void FollowEnds(IReadOnlyList<Job> listed)
    {
        _commit = ++_sequence;
        var late = listed.Where(j => j.State == JobState.Expired).Select(j => Find(j.Id)).OfType<ModelJob>()
            .Where(j => j.State != JobState.Expired && (j.IsPastDeadline(Now) || WaitsInVain(j))).ToList();
        var held = late.Count > 0
            ? _jobs.Values.Where(j => j.State is JobState.Blocked or JobState.Scheduled).Select(j => (Job: j, j.State)).ToList()
            : [];
        foreach (var job in late) (job.State, job.FinishedAt) = (JobState.Expired, Now);
        foreach (var job in late) FollowEnd(job);
        _justExpired.UnionWith(late);
        _justReleased.UnionWith(held.Where(h => h.Job.IsWaiting && h.Job.State != h.State).Select(h => h.Job));
    }

    /// <summary>Whether an engine may end jobs at any moment on which others depend.</summary>
    public bool MayEndSome => _jobs.Values.Any(
        j => (j.Place ?? (object?)j.Spec.Schedule) is not null && (j.IsPastDeadline(Now) || WaitsInVain(j)));

    public void CompareStats(StoreStats stats)
    {
        foreach (var state in Enum.GetValues<JobState>())
        {
            Expect.Equal(
                _jobs.Values.LongCount(j => j.State == state), stats.Jobs.GetValueOrDefault(state),
                $"the count of {state} jobs");
            foreach (var queue in stats.Queues)
                Expect.Equal(
                    _jobs.Values.LongCount(j => j.State == state && j.Spec.Queue == queue.Name),
                    queue.Counts.GetValueOrDefault(state), $"the count of {state} jobs in queue {queue.Name}");
        }

        foreach (var queue in stats.Queues)
            Expect.Equal(LimitsOf(queue.Name), queue.Limits, $"the limits of queue {queue.Name}");

        Expect.Sequence(
            _paused.Order(StringComparer.Ordinal),
            stats.Queues.Where(q => q.Paused).Select(q => q.Name).Order(StringComparer.Ordinal), "the paused queues");
        Expect.Equal(_schedules.Count, stats.Schedules, "the number of schedules");
    }

    /// <summary>Jobs that an engine ended during the present step because of their deadline; it is free to have done so
    /// before or after something else that it did.</summary>
    private readonly HashSet<ModelJob> _justExpired = [];

    /// <summary>Jobs that the end of those let go.</summary>
    private readonly HashSet<ModelJob> _justReleased = [];

    public void CompareSchedules(IReadOnlyList<StoredSchedule> listed)
    {
        Expect.Sequence(_schedules.Keys, listed.Select(s => s.Schedule.Id), "the listed schedules");
        foreach (var actual in listed)
        {
            var id = actual.Schedule.Id;
            var stored = _schedules[id];
            Expect.Equal(
                (stored.Revision, stored.Mark, stored.Next, stored.LastTick, LiveJobs(id), stored.Definition.Paused),
                (actual.Revision, actual.Mark, actual.Next, actual.LastTick, actual.LiveJobs, actual.Schedule.Paused),
                $"revision, mark, next, last tick, live jobs and pause of schedule {id}");
            Expect.Equal(
                (stored.Runs, stored.NextDue, stored.Definition.Jitter, stored.Definition.MaxRuns),
                (actual.Runs, actual.NextDue, actual.Schedule.Jitter, actual.Schedule.MaxRuns),
                $"runs, next due, jitter and most runs of schedule {id}");
            Expect.Equal(stored.Definition.Trigger.Text, actual.Schedule.Trigger.Text, $"the trigger of {id}");
            ComparePast(stored, actual);
        }
    }

    private void ComparePast(ModelSchedule stored, StoredSchedule actual)
    {
        var id = actual.Schedule.Id;
        var reason = actual.Schedule.Reason;
        if (stored.WasAutoPaused) stored.Definition = stored.Definition with { Reason = Expect.Present(reason, "a reason") };
        Expect.Equal(
            (stored.Definition.Overlap, stored.Definition.PauseAfterFailures, stored.Definition.Reason, stored.Set?.Name),
            (actual.Schedule.Overlap, actual.Schedule.PauseAfterFailures, reason, actual.Set),
            $"overlap, failures before a pause, reason and set of schedule {id}");
        Expect.Equal(
            (LiveRuns(id).Count(j => j.State == JobState.Blocked), stored.Counts, stored.ConsecutiveFailures),
            (actual.BufferedJobs, actual.Counts, actual.ConsecutiveFailures),
            $"buffered jobs, counts and consecutive failures of schedule {id}");
        // Of two that end at once because of their deadlines, the later one may have been let go by the first.
        if (actual.LastRun is { } last && Find(last.Job) is { State: JobState.Expired, Attempt: 0 })
            stored.LastRun = last.Job;
        Expect.Equal(stored.LastRun, actual.LastRun?.Job, $"the last run of schedule {id}");
        if (actual.LastRun is { } run && Find(run.Job) is { } job)
            Expect.Equal((job.State, job.FinishedAt), (run.State, run.FinishedAt), $"state and end of the last run of {id}");
    }

    private void Follow(ModelJob job, JobState actual)
    {
        if (job.State == actual) return;
        if (actual == JobState.Ready && job.IsDue(Now)) Promote(job);
        else if (actual == JobState.Expired && (job.IsPastDeadline(Now) || WaitsInVain(job))) End(job, actual);
    }

    /// <summary>Whether a job that has run already waits for a moment that is later than its deadline.</summary>
    private static bool WaitsInVain(ModelJob job) =>
        job is { State: JobState.Scheduled, Attempt: > 0 } && job.RunAt > job.Spec.Deadline;

    private static void Compare(ModelJob job, Job actual)
    {
        Expect.Equal(
            (job.State, job.Attempt, job.CreatedAt, job.StartedAt, job.FinishedAt, job.Node),
            (actual.State, actual.Attempt, actual.CreatedAt, actual.StartedAt, actual.FinishedAt, actual.Node),
            $"state, attempt, created, started, finished and node of job {job.Id}");
        Expect.Equal(
            (job.WasSkipped, job.Place?.Step), (actual.Skipped, actual.Spec.Workflow?.Step),
            $"whether job {job.Id} was skipped, and its step");
        Expect.Equal(
            (Encoding.UTF8.GetString(job.Spec.Args.Span), job.Spec.ArgsVersion, job.Spec.Priority, job.Spec.Parent),
            (Encoding.UTF8.GetString(actual.Spec.Args.Span), actual.Spec.ArgsVersion, actual.Spec.Priority,
                actual.Spec.Parent),
            $"arguments, their version, priority and parent of job {job.Id}");
        Expect.Equal(job.Spec.Node, actual.Spec.Node, $"the node that job {job.Id} is pinned to");
        if (job is { State: JobState.Expired, Error: not null, Attempts.Count: 0 })
            Expect.Equal(job.Error, actual.Error, $"the reason why job {job.Id} expired");
        Expect.Equal(job.Spec.LimitKey, actual.Spec.LimitKey, $"the limit key of job {job.Id}");
        if (job.Spec.Headers.Count + actual.Spec.Headers.Count > 0)
            Expect.Equal(Show(job.Spec.Headers), Show(actual.Spec.Headers), $"the headers of job {job.Id}");
        Expect.Equal(job.Result, Encoding.UTF8.GetString(actual.Result.Span), $"the result of job {job.Id}");
        if (job.State == JobState.Scheduled)
            Expect.Equal(job.RunAt, actual.RunAt, $"the moment job {job.Id} is due");
        if (job.State == JobState.Running)
            Expect.Equal(
                (job.Progress, job.ProgressText, job.CancelRequested),
                (actual.Progress, actual.ProgressText, actual.CancelRequested),
                $"the progress and cancel request of job {job.Id}");
        var failed = job.Attempts.LastOrDefault()?.Outcome == AttemptOutcome.Failed;
        if (failed && job.State is JobState.Scheduled or JobState.Dead && job.Error is not null)
            Expect.Equal(job.Error, actual.Error, $"the error of job {job.Id}");
        Expect.Sequence(
            WithoutRepeatedSnoozes(job.Attempts).TakeLast(JobLimits.MaxAttemptHistory).Select(WithoutText),
            WithoutRepeatedSnoozes(actual.Attempts).Select(WithoutText), $"the history of job {job.Id}");
    }

    private static string Show(IReadOnlyDictionary<string, string> headers) =>
        string.Join(' ', headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}={h.Value}"));

    /// <summary>An engine may keep only the last of several snoozes, or parkings, in a row.</summary>
    private static IEnumerable<Attempt> WithoutRepeatedSnoozes(IReadOnlyList<Attempt> attempts) =>
        attempts.Where((a, i) => a.Outcome is not (AttemptOutcome.Snoozed or AttemptOutcome.Parked)
            || i + 1 == attempts.Count || attempts[i + 1].Outcome != a.Outcome);

    /// <summary>Each engine finds its own words for a loss.</summary>
    private static Attempt WithoutText(Attempt attempt) =>
        attempt.Outcome == AttemptOutcome.Failed ? attempt : attempt with { Error = null };
}
