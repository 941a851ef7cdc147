using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>Ticks, decided one after another from the jobs that live then.</summary>
internal sealed partial class ReferenceModel
{
    /// <summary>Answers each request as a store must.</summary>
    public List<FireAnswer> Fire(IReadOnlyList<FireRequest> requests) => [.. requests.Select(Fire)];

    private FireAnswer Fire(FireRequest request)
    {
        _commit = ++_sequence;
        if (!Fits(request)) return FireAnswer.Refused;
        var stored = _schedules[request.Schedule];
        var (ticks, recorded) = (new List<Tick>(), new List<Tick>());
        var jobs = request.Jobs.ToDictionary(j => j.Id, j => new EnqueueResult(j.Id, EnqueueOutcome.Skipped));
        var (ended, stopping) = (new List<JobId>(), new List<JobId>());
        foreach (var asked in request.Ticks)
        {
            var tick = asked with { FiredAt = Now };
            if (tick.Outcome == TickOutcome.Ran)
            {
                var draft = request.Jobs.Single(j => j.Id == tick.Job);
                if (request.Kind == FireKind.Backfill && WasDecided(stored, tick))
                {
                    if (_jobs.ContainsKey(draft.Id)) jobs[draft.Id] = new EnqueueResult(draft.Id, EnqueueOutcome.SameId);
                    ticks.Add(Skip(tick, FireReasons.RanBefore));
                    continue;
                }

                tick = Decide(tick, draft, request.Overlap ?? stored.Definition.Overlap, jobs, ended, stopping);
                if (request.Kind == FireKind.Backfill) tick = FireReasons.OfBackfill(tick);
            }

            ticks.Add(tick);
            recorded.Add(tick);
        }

        if (request.Kind != FireKind.ByHand) stored.Ticks.AddRange(recorded);
        if (request.Kind == FireKind.Due)
        {
            stored.Mark = request.NewMark;
            stored.LastTick = recorded.LastOrDefault(t => t.Outcome != TickOutcome.Skipped)?.At ?? stored.LastTick;
            stored.Runs += recorded.Count(t => t.Outcome != TickOutcome.Skipped);
        }

        return new FireAnswer(true)
        {
            Ticks = ticks, Jobs = [.. request.Jobs.Select(j => jobs[j.Id])], Ended = ended, Stopping = stopping,
            Effects = Effects(),
        };
    }

    private bool Fits(FireRequest request)
    {
        if (!_schedules.TryGetValue(request.Schedule, out var stored) || stored.Revision != request.ExpectedRevision)
            return false;
        if (request.Kind == FireKind.ByHand) return true;
        if (request.Kind == FireKind.Due && stored.Mark != request.ExpectedMark) return false;
        return request.Ticks.All(t => t.At <= Now && stored.Definition.RunAt(t.At) <= Now);
    }

    private bool WasDecided(ModelSchedule stored, Tick tick) => _jobs.ContainsKey(tick.Job!.Value)
        || stored.Ticks.TakeLast(MostTicks).Any(t => t.At == tick.At && t.Outcome != TickOutcome.Skipped);

    private Tick Decide(
        Tick tick, JobDraft draft, OverlapPolicy overlap, Dictionary<JobId, EnqueueResult> jobs, List<JobId> ended,
        List<JobId> stopping)
    {
        if (_jobs.ContainsKey(draft.Id))
        {
            jobs[draft.Id] = new EnqueueResult(draft.Id, EnqueueOutcome.SameId);
            return tick;
        }

        var schedule = draft.Spec.Schedule!;
        var live = LiveRuns(schedule).OrderBy(j => j.Sequence).ToList();
        var isAlone = LiveJobs(schedule) == 0;
        var waits = !isAlone && overlap is OverlapPolicy.BufferOne or OverlapPolicy.BufferAll;
        if (!isAlone && overlap == OverlapPolicy.Skip) return Skip(tick, FireReasons.Overlap);
        if (overlap == OverlapPolicy.BufferOne && live.Exists(j => j.State == JobState.Blocked))
            return Skip(tick, FireReasons.OneBuffered);
        if (overlap is OverlapPolicy.CancelRunning or OverlapPolicy.TerminateRunning)
        {
            // The buffered ones first, so that none of them is let go by the end of the others.
            foreach (var job in live.OrderBy(j => j.State != JobState.Blocked)) EndRun(job, overlap, ended, stopping);
            foreach (var work in LoneWorks(schedule))
                if (overlap == OverlapPolicy.TerminateRunning) TerminateWork(work, FireReasons.Terminated);
                else if (!work.CancelRequested) CancelWork(work);
            waits = LiveJobs(schedule) > 0;
        }

        jobs[draft.Id] = new EnqueueResult(Add(draft, waits).Id, EnqueueOutcome.Created);
        return waits ? tick with { Outcome = TickOutcome.Buffered, Reason = FireReasons.Buffered } : tick;
    }

    private void EndRun(ModelJob job, OverlapPolicy overlap, List<JobId> ended, List<JobId> stopping)
    {
        if (job.State.IsTerminal()) return;
        if (job.State == JobState.Running) stopping.Add(job.Id);
        if (job.State == JobState.Running && overlap == OverlapPolicy.CancelRunning)
        {
            job.CancelRequested = true;
            if (OpenWorkOf(job) is { } work) CancelWork(work);
            return;
        }

        ended.Add(job.Id);
        if (job.State == JobState.Running) Terminate(job, FireReasons.Terminated);
        else End(job, JobState.Cancelled);
    }

    private WorkflowEffects Effects()
    {
        var (ended, stopping, finished) = TakeEffects();
        return new WorkflowEffects { Ended = ended, Stopping = stopping, Finished = finished };
    }

    private static Tick Skip(Tick tick, string reason) =>
        tick with { Outcome = TickOutcome.Skipped, Job = null, Reason = reason };
}
