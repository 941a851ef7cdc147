using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The changes of jobs.</summary>
internal sealed partial class LocalState
{
    /// <summary>Accepts a new job, which is ready, scheduled or blocked.</summary>
    public void Put(LocalJob job)
    {
        RaiseCounters(job.Sequence + 1, job.Order + 1);
        Insert(job);
        Tallies.Of(job.Group, job.CreatedAt).Accepted++;
        if (job.State != JobState.Blocked)
        {
            NoteRun(job, job.CreatedAt);
            // Of a job that is gone and had the same id.
            if (!Replaying && OpenWorkOf(job) is { } work) Rejoin(work);
        }

        if (Log is not null) LogPut(RecordKind.Put, job);
    }

    /// <summary>Adds a job in whatever state it is, in place of one with its sequence number.</summary>
    public void Insert(LocalJob job)
    {
        if (Replaying && Table.Find(job.Sequence) is { } former) Drop(former);
        Table.Add(job);
        _index.Add(job);
        Counts[(int)job.State]++;
        job.Queue.Counts[(int)job.State]++;
        Groups.Enter(job.Group);
        job.Group.Count(job.State, 1);
        if (Replaying) return;
        _pins.Add(job);
        Hold(job);
        Enter(job, leaseEnd: 0);
    }

    /// <summary>Hands out a ready job: its attempt is counted here, before anybody runs it.</summary>
    public void Start(LocalJob job, string node, long now, long leaseEnd)
    {
        var details = job.Details ??= new JobDetails();
        if (job.Attempt > 0) Remember(job, details);
        job.Attempt++;
        details.Node = node;
        details.StartedAt = now;
        details.AttemptEndedAt = 0;
        details.Outcome = AttemptOutcome.Running;
        details.AttemptError = null;
        details.Progress = double.NaN;
        ForgetText(details);
        Move(job, JobCause.Claim, JobState.Running, leaseEnd);
        if (job.Attempt == 1) ReleaseStartedKey(job);
        if (job.Queue.Gate is { } gate) TakeFrom(gate, job);
    }

    /// <summary>Notes a batch of <see cref="Start"/>s in one record.</summary>
    public void LogClaimed(string node, long now, List<LocalJob> jobs)
    {
        if (Log is null || jobs.Count == 0) return;
        LogRateClock();
        Log.Byte((byte)RecordKind.Claimed);
        Log.Text(node);
        Log.Int64(now);
        Log.Number(jobs.Count);
        foreach (var job in jobs) Log.Number(job.Sequence);
    }

    /// <summary>Ends the running attempt.</summary>
    /// <param name="job">A running job.</param>
    /// <param name="outcome">How the attempt went.</param>
    /// <param name="cause">Why the job moves.</param>
    /// <param name="to">Where it moves to.</param>
    /// <param name="now">When, in UTC ticks.</param>
    /// <param name="runAt">When it is due again; the same as <paramref name="now"/> where that means nothing.</param>
    /// <param name="order">Its place among the ready ones; 0 unless it becomes ready.</param>
    /// <param name="error">Why, or null.</param>
    /// <param name="result">Its result, or null.</param>
    public void Finish(
        LocalJob job, AttemptOutcome outcome, JobCause cause, JobState to, long now, long runAt, long order,
        string? error, byte[]? result)
    {
        var details = job.Details!;
        details.Outcome = outcome;
        details.AttemptEndedAt = now;
        details.AttemptError = error;
        details.Error = outcome == AttemptOutcome.Succeeded ? null : error ?? details.Error;
        details.Result = result;
        if (outcome == AttemptOutcome.Failed) job.Failures++;
        if (outcome == AttemptOutcome.Lost) job.Losses++;
        if (outcome == AttemptOutcome.Snoozed) details.Snoozes++;
        CountAttempt(job, outcome, to, now);
        Settle(job, cause, to, now, runAt, order);
        if (Log is not null)
        {
            Log.Byte((byte)RecordKind.Finished);
            Log.Number(job.Sequence);
            Log.Byte((byte)outcome);
            LogMove(cause, to, now, runAt, order);
            Log.OptionalText(error);
            Log.Bytes(result);
        }

        if (to.IsTerminal()) FollowEnd(job, now);
    }

    /// <summary>Moves a job that is not in anybody's hands.</summary>
    public void Shift(LocalJob job, JobCause cause, JobState to, long now, long runAt, long order)
    {
        if (cause == JobCause.Revive) Revive(job);
        Settle(job, cause, to, now, runAt, order);
        if (Log is not null)
        {
            Log.Byte((byte)RecordKind.Moved);
            Log.Number(job.Sequence);
            LogMove(cause, to, now, runAt, order);
        }

        if (cause == JobCause.Unblock) Unblock(job, now);
        if (to.IsTerminal()) FollowEnd(job, now);
    }

    /// <summary>Makes the scheduled jobs of a queue ready whose time has come: at most <paramref name="max"/>, earliest
    /// first.</summary>
    public int Promote(LocalQueue queue, long now, int max)
    {
        if (queue.Scheduled.First is not { } first || first.Due > now) return 0;
        var due = new List<LocalJob>();
        while (due.Count < max && queue.Scheduled.First is { } job && job.Due <= now)
        {
            job.Order = TakeOrder();
            Move(job, JobCause.Due, JobState.Ready, leaseEnd: 0);
            due.Add(job);
        }

        if (Log is null) return due.Count;
        Log.Byte((byte)RecordKind.Promoted);
        Log.Number(due[0].Order);
        Log.Number(due.Count);
        foreach (var job in due) Log.Number(job.Sequence);
        return due.Count;
    }

    /// <summary>Replays one job of a promotion.</summary>
    public void Promote(LocalJob job, long order)
    {
        RaiseCounters(0, order + 1);
        job.Order = order;
        Move(job, JobCause.Due, JobState.Ready, leaseEnd: 0);
    }

    public void RequestCancel(LocalJob job)
    {
        job.CancelRequested = true;
        if (Log is null) return;
        Log.Byte((byte)RecordKind.CancelRequested);
        Log.Number(job.Sequence);
    }

    public void Report(LocalJob job, double? progress, IReadOnlyList<string> lines)
    {
        if (progress is null && lines.Count == 0) return;
        var details = job.Details!;
        if (progress is { } share) details.Progress = share;
        foreach (var line in lines) (details.Log ??= new LogTail()).Add(line);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.Reported);
        Log.Number(job.Sequence);
        Log.Double(progress ?? double.NaN);
        Log.Number(lines.Count);
        foreach (var line in lines) Log.Text(line);
    }

    /// <summary>Forgets an ended job.</summary>
    public void Remove(LocalJob job)
    {
        Leave(job);
        ReleaseKey(job);
        Drop(job);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.Removed);
        Log.Number(job.Sequence);
    }

    private static void Revive(LocalJob job)
    {
        (job.Failures, job.Losses, job.CancelRequested) = (0, 0, false);
        if (job is LocalStep step) step.EndedBy = 0;
        if (job.Details is not { } details) return;
        (details.Error, details.Result, details.FinishedAt) = (null, null, 0);
        (details.Progress, details.Snoozes) = (double.NaN, 0);
        ForgetText(details);
    }

    private static void Remember(LocalJob job, JobDetails details)
    {
        var past = details.Past ??= [];
        var ended = details.AttemptEndedAt == 0 ? details.StartedAt : details.AttemptEndedAt;
        var attempt = new Attempt(
            job.Attempt, details.Node!, Utc(details.StartedAt), Utc(ended), details.Outcome, details.AttemptError);
        // A job that is put off again and again for the same reason keeps one line of history, not thousands.
        if (past.Count > 0 && past[^1] is { Outcome: AttemptOutcome.Snoozed or AttemptOutcome.Parked } last
            && attempt.Outcome == last.Outcome && last.Error == attempt.Error)
            past.RemoveAt(past.Count - 1);
        if (past.Count >= JobLimits.MaxAttemptHistory - 1) past.RemoveAt(0);
        past.Add(attempt);
    }

    private static DateTimeOffset Utc(long ticks) => new(ticks, TimeSpan.Zero);

    private void Settle(LocalJob job, JobCause cause, JobState to, long now, long runAt, long order)
    {
        job.RunAt = to.IsTerminal() ? job.RunAt : runAt;
        if (to == JobState.Ready)
        {
            job.Order = order;
            RaiseCounters(0, order + 1);
        }

        if (to.IsTerminal()) (job.Details ??= new JobDetails()).FinishedAt = now;
        Move(job, cause, to, leaseEnd: 0);
        if (cause == JobCause.Revive) HoldAgain(job);
        // What waited before has its deadline watched already.
        else if (!to.IsTerminal() && cause is not (JobCause.Debounce or JobCause.Unblock)) WatchDeadline(job);
        if (to.IsTerminal()) Unhold(job);
    }

    private void LogPut(RecordKind kind, LocalJob job)
    {
        Log!.Byte((byte)kind);
        Log.Number(job.Sequence);
        Log.Guid(job.Id.Value);
        Log.Int64(job.CreatedAt);
        Log.Int64(job.RunAt);
        Log.Byte((byte)job.State);
        Log.Number(job.Order);
        Log.Bytes(job.Spec);
    }

    private void LogMove(JobCause cause, JobState to, long now, long runAt, long order)
    {
        Log!.Byte((byte)cause);
        Log.Byte((byte)to);
        Log.Int64(now);
        Log.Int64(runAt);
        Log.Number(order);
    }

    private void Move(LocalJob job, JobCause cause, JobState to, long leaseEnd)
    {
        var from = job.State;
        // A promotion is not always recorded before the claim that made it, so a replayed claim may skip that step.
        if (!Replaying && !JobLifecycle.Allows(from, cause, to))
            throw new InvalidOperationException($"{cause} cannot move a job from {from} to {to}");
        Leave(job);
        if (!Replaying) _pins.Remove(job);
        Table.CountMove(job, from, to);
        Counts[(int)from]--;
        Counts[(int)to]++;
        job.Queue.Counts[(int)from]--;
        job.Queue.Counts[(int)to]++;
        job.Group.Count(from, -1);
        job.Group.Count(to, 1);
        job.State = to;
        if (!Replaying) _pins.Add(job);
        if (to != JobState.Running && to != JobState.Cancelled) job.CancelRequested = false;
        if (!Replaying && job is LocalStep step) CountMove(step, from, to);
        Enter(job, leaseEnd);
    }

    private void Enter(LocalJob job, long leaseEnd)
    {
        if (Replaying) return;
        switch (job.State)
        {
            case JobState.Ready: job.Queue.AppendReady(job); break;
            case JobState.Scheduled: job.Queue.Scheduled.Add(job, job.RunAt); break;
            case JobState.Running: Running.Add(job, leaseEnd); break;
            case JobState.Blocked: break;
            default: if (job is not LocalStep) Ended.Add(job, PruneAt(job)); break;
        }

        if (job.State != JobState.Ready) job.Queue.Gate?.Enter(job);
    }

    private void Leave(LocalJob job)
    {
        if (Replaying) return;
        switch (job.State)
        {
            case JobState.Ready: job.Queue.RemoveReady(job); break;
            case JobState.Scheduled: job.Queue.Scheduled.Remove(job); break;
            case JobState.Running: Running.Remove(job); break;
            case JobState.Blocked: break;
            default: if (job is not LocalStep) Ended.Remove(job); break;
        }

        if (job.State != JobState.Ready) job.Queue.Gate?.Leave(job);
    }

    private void Drop(LocalJob job)
    {
        if (!Replaying) _pins.Remove(job);
        Table.Remove(job);
        _index.Remove(job);
        Counts[(int)job.State]--;
        job.Queue.Counts[(int)job.State]--;
        job.Group.Count(job.State, -1);
        Groups.Leave(job.Group);
    }
}
