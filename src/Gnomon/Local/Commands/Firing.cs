using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local.Commands;

/// <summary>The decision of the ticks of one request, one after another: each sees the jobs of those before it.</summary>
internal sealed class Firing
{
    private readonly LocalState _state;
    private readonly Moment _now;
    private readonly LocalSchedule _schedule;
    private readonly FireRequest _request;
    private readonly byte[][] _specs;
    private readonly OverlapPolicy _overlap;
    private readonly EnqueueResult[] _jobs;
    private readonly List<Tick> _ticks;
    private List<JobId>? _ended, _stopping;
    private int _next;

    public Firing(LocalState state, Moment now, LocalSchedule schedule, FireRequest request, byte[][] specs)
    {
        (_state, _now, _schedule, _request, _specs) = (state, now, schedule, request, specs);
        _overlap = request.Overlap ?? schedule.Definition.Overlap;
        _ticks = new List<Tick>(request.Ticks.Count);
        _jobs = new EnqueueResult[specs.Length];
        for (var i = 0; i < _jobs.Length; i++)
            _jobs[i] = new EnqueueResult(request.Jobs[i].Id, EnqueueOutcome.Skipped);
    }

    public FireAnswer Run()
    {
        var kept = _request.Kind == FireKind.Backfill ? new List<Tick>() : _ticks;
        foreach (var asked in _request.Ticks)
        {
            var tick = asked.FiredAt == _now.Instant ? asked : asked with { FiredAt = _now.Instant };
            if (tick.Outcome == TickOutcome.Skipped)
            {
                _ticks.Add(tick);
                if (kept != _ticks) kept.Add(tick);
                continue;
            }

            if (Find(tick) is not { } job) continue;
            if (_request.Kind == FireKind.Backfill && IsDecided(tick, job))
            {
                _ticks.Add(tick with { Outcome = TickOutcome.Skipped, Job = null, Reason = FireReasons.RanBefore });
                continue;
            }

            if (Decide(tick, job) is not { } decided) break;
            if (_request.Kind == FireKind.Backfill) decided = FireReasons.OfBackfill(decided);
            _ticks.Add(decided);
            if (kept != _ticks) kept.Add(decided);
        }

        if (_request.Kind == FireKind.Due) _state.Fire(_schedule, _request.NewMark, _ticks);
        else if (_request.Kind == FireKind.Backfill) _state.Backfill(_schedule, kept);
        return new FireAnswer(true)
        {
            Ticks = _ticks, Jobs = _jobs, Ended = _ended ?? [], Stopping = _stopping ?? [],
            Effects = _state.TakeEffects(),
        };
    }

    /// <summary>The job of a tick; they stand in the same order.</summary>
    private int? Find(Tick tick)
    {
        for (var i = _next; i < _jobs.Length; i++)
        {
            if (_request.Jobs[i].Id != tick.Job) continue;
            _next = i + 1;
            return i;
        }

        return null;
    }

    private bool IsDecided(Tick tick, int job)
    {
        if (_state.Find(_request.Jobs[job].Id) is null) return _schedule.Past?.HasRun(tick.At) == true;
        _jobs[job] = new EnqueueResult(_request.Jobs[job].Id, EnqueueOutcome.SameId);
        return true;
    }

    /// <returns>The tick as it is to be recorded; null when it is left undecided with all after it.</returns>
    private Tick? Decide(Tick tick, int job)
    {
        var draft = _request.Jobs[job];
        var buffered = false;
        if (_state.RunsOf(_schedule.Definition.Id) is { } runs && _state.Find(draft.Id) is null)
        {
            switch (_overlap)
            {
                case OverlapPolicy.Skip: return Skip(tick, FireReasons.Overlap);
                case OverlapPolicy.BufferOne when runs.Buffered > 0: return Skip(tick, FireReasons.OneBuffered);
                case OverlapPolicy.BufferAll when runs.Buffered >= ScheduleLimits.MaxBuffered:
                    return _request.Kind == FireKind.Backfill ? null : Skip(tick, FireReasons.AllBuffered);
                case OverlapPolicy.BufferOne or OverlapPolicy.BufferAll: buffered = true; break;
                case OverlapPolicy.CancelRunning or OverlapPolicy.TerminateRunning when !IsKeyHeldElsewhere(draft):
                    buffered = End(runs);
                    break;
            }
        }

        var result = _jobs[job] = EnqueueCommand.Accept(_state, _now, draft, _specs[job], buffered);
        if (buffered && result.Outcome == EnqueueOutcome.Created)
            return tick with { Outcome = TickOutcome.Buffered, Reason = FireReasons.Buffered };
        return TickRecord.Of(tick, draft.Spec, result);
    }

    private static Tick Skip(Tick tick, string reason) =>
        tick with { Outcome = TickOutcome.Skipped, Job = null, Reason = reason };

    /// <summary>Whether the tick will be skipped for its key whatever is done to earlier jobs: then nothing is done to
    /// them.</summary>
    private bool IsKeyHeldElsewhere(JobDraft draft)
    {
        if (draft.Spec.Key is null || _state.Keys.Find(draft.Spec, _now.Utc) is not { } holder) return false;
        return holder.State.IsTerminal()
            || JobSpecCodec.Decode(holder.Spec).Schedule != _schedule.Definition.Id
            || (_overlap == OverlapPolicy.CancelRunning && holder.State == JobState.Running);
    }

    /// <summary>Ends the earlier jobs, or asks them to end. What is buffered goes first, so that nothing of it is let go
    /// by the end of the others.</summary>
    /// <returns>Whether the new job has to wait for one.</returns>
    private bool End(LiveRuns runs)
    {
        foreach (var job in runs.AllBuffered.ToList()) Cancel(job);
        foreach (var job in runs.AllActive.Take(ScheduleLimits.MaxEnded).ToList())
        {
            if (job.State.IsTerminal()) continue;
            if (job.State != JobState.Running) Cancel(job);
            else if (_overlap == OverlapPolicy.TerminateRunning) Terminate(job);
            else
            {
                if (!job.CancelRequested) _state.RequestCancel(job);
                (_stopping ??= []).Add(job.Id);
                if (_state.OpenWorkOf(job) is { } work) _state.CancelWork(work, _now.Utc);
            }
        }

        // Asked for again: the end of the last job may have left another list, with the workflow that lives on.
        var left = _state.RunsOf(_schedule.Definition.Id);
        foreach (var work in left?.Works.Take(ScheduleLimits.MaxEnded).ToList() ?? [])
        {
            if (work.FinishedAt != 0) continue;
            if (_overlap == OverlapPolicy.TerminateRunning)
                _state.TerminateWork(work, _now.Utc, FireReasons.Terminated);
            else if (!work.CancelRequested) _state.CancelWork(work, _now.Utc);
        }

        return _state.RunsOf(_schedule.Definition.Id) is not null;
    }

    private void Cancel(LocalJob job)
    {
        _state.Shift(job, JobCause.Cancel, JobState.Cancelled, _now.Utc, job.RunAt, 0);
        (_ended ??= []).Add(job.Id);
    }

    private void Terminate(LocalJob job)
    {
        _state.Finish(
            job, AttemptOutcome.Cancelled, JobCause.Terminate, JobState.Cancelled, _now.Utc, _now.Utc, 0,
            FireReasons.Terminated, null);
        (_ended ??= []).Add(job.Id);
        (_stopping ??= []).Add(job.Id);
    }
}
