using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>How jobs come in: ids, parents and unique keys.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>While a call is tried out, the last job before it; else null.</summary>
    private long? _lastBeforeTrial;

    public List<EnqueueResult> Enqueue(IReadOnlyList<JobDraft> drafts)
    {
        if (drafts.Any(d => d.Parent is not null || d.Spec.Unique.OnDuplicate == DuplicateAction.Reject))
        {
            var tried = TryOut(drafts);
            if (tried.Exists(r => r.Outcome is EnqueueOutcome.Rejected or EnqueueOutcome.StaleAttempt))
                return [.. tried.Select((r, i) => IsWithheld(r) ? new(drafts[i].Id, EnqueueOutcome.Withheld) : r)];
        }

        return [.. drafts.Select(Accept)];
    }

    /// <summary>Accepts the drafts and takes all of it back.</summary>
    private List<EnqueueResult> TryOut(IReadOnlyList<JobDraft> drafts)
    {
        var (before, sequence) = (_jobs.Values.Select(j => (Job: j, Copy: j.Remember())).ToList(), _sequence);
        _lastBeforeTrial = sequence;
        var results = drafts.Select(Accept).ToList();
        _jobs.Clear();
        foreach (var (job, copy) in before)
        {
            job.TakeBack(copy);
            _jobs.Add(job.Id, job);
        }

        (_lastBeforeTrial, _sequence) = (null, sequence);
        return results;
    }

    /// <summary>Whether a draft of a refused call would have been stored, or stands on one that would.</summary>
    private bool IsWithheld(EnqueueResult result) => result.Outcome switch
    {
        EnqueueOutcome.Rejected or EnqueueOutcome.StaleAttempt => false,
        EnqueueOutcome.SameId or EnqueueOutcome.SameKey => !_jobs.ContainsKey(result.Job),
        _ => true,
    };

    private EnqueueResult Accept(JobDraft draft)
    {
        if (draft.Parent is { } parent && Find(parent.Job)?.Holds(parent) != true)
            return new(draft.Id, EnqueueOutcome.StaleAttempt);
        if (_jobs.ContainsKey(draft.Id)) return new(draft.Id, EnqueueOutcome.SameId);
        return KeyHolder(draft.Spec) is { } holder ? Meet(draft, holder) : new(Add(draft).Id, EnqueueOutcome.Created);
    }

    private EnqueueResult Meet(JobDraft draft, ModelJob holder)
    {
        var action = draft.Spec.Unique.OnDuplicate;
        if (action == DuplicateAction.Reject) return new(holder.Id, EnqueueOutcome.Rejected);
        if (action == DuplicateAction.Return || !holder.IsWaiting || holder.Attempt > 0)
            return new(holder.Id, EnqueueOutcome.SameKey);
        holder.Spec = holder.Spec with
        {
            Args = draft.Spec.Args, ArgsVersion = draft.Spec.ArgsVersion, Headers = draft.Spec.Headers,
        };
        if (action == DuplicateAction.Debounce) Place(holder, draft);
        return new(holder.Id, EnqueueOutcome.Replaced);
    }

    private ModelJob Add(JobDraft draft, bool blocked = false)
    {
        var spec = draft.Parent is { } parent ? draft.Spec with { Parent = parent.Job } : draft.Spec;
        var job = new ModelJob(draft.Id, spec, ++_sequence, Now);
        Place(job, draft);
        if (blocked) job.State = JobState.Blocked;
        _jobs.Add(job.Id, job);
        if (_lastBeforeTrial is null) TallyOf(job).Accepted++;
        if (!blocked && spec is { Workflow: null, Schedule: not null }) NoteRun(job);
        return job;
    }

    private void Place(ModelJob job, JobDraft draft)
    {
        var runAt = draft.RunAt ?? Now + (draft.Delay ?? TimeSpan.Zero);
        if (runAt > Now) Schedule(job, runAt);
        else MakeReady(job);
    }

    /// <summary>The one that holds longest, and of those the newest. While a call is tried out, those of before it go
    /// first.</summary>
    private ModelJob? KeyHolder(JobSpec spec, ModelJob? other = null) => spec.Key is null
        ? null
        : _jobs.Values.Where(j => j != other && IsInScope(spec, j.Spec) && HoldsKey(j))
            .OrderByDescending(j => j.Sequence <= (_lastBeforeTrial ?? long.MaxValue))
            .ThenByDescending(KeyEnd)
            .ThenByDescending(j => j.Sequence)
            .FirstOrDefault();

    private static bool IsInScope(JobSpec draft, JobSpec other) => draft.Key == other.Key && draft.Unique.Scope switch
    {
        KeyScope.Queue => draft.Queue == other.Queue,
        KeyScope.Handler => draft.Handler == other.Handler,
        _ => true,
    };

    private bool HoldsKey(ModelJob job) => KeyEnd(job) > Now && !job.IsPastDeadline(Now) && job.Spec.Unique.Hold switch
    {
        KeyHold.UntilRemoved => true,
        KeyHold.UntilStarted => job.Attempt == 0 && !job.State.IsTerminal(),
        _ => !job.State.IsTerminal(),
    };

    private static DateTimeOffset KeyEnd(ModelJob job) =>
        job.Spec.Unique.Period is { } period ? job.CreatedAt + period : DateTimeOffset.MaxValue;
}
