using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Local.Workflows;
using Gnomon.Store;
using Gnomon.Triggers;
using Parts = Gnomon.Codecs.JobSpecCodec.Parts;

namespace Gnomon.Local;

/// <summary>The jobs that schedules make, from the tick to the end: which live, which wait for another, and what their
/// end does to the schedule.</summary>
internal sealed partial class LocalState
{
    /// <summary>By name, not in the schedule: a schedule can be removed and stored again while its jobs live.</summary>
    private readonly Dictionary<string, LiveRuns> _runs = new(StringComparer.Ordinal);

    /// <summary>How many jobs were unblocked since the store was opened.</summary>
    public long Unblocked { get; private set; }

    /// <summary>The jobs of a schedule that have not ended; null for none.</summary>
    public LiveRuns? RunsOf(string schedule) => _runs.GetValueOrDefault(schedule);

    /// <summary>Where an ended job goes that gets another life: no way leads around a schedule that does not let two of
    /// its jobs run at once.</summary>
    public JobState RevivedState(LocalJob job)
    {
        if (!JobSpecCodec.Has(job.Spec, Parts.Schedule)) return JobState.Ready;
        var spec = JobSpecCodec.Decode(job.Spec);
        // Its own workflow is the same run.
        var own = spec.Workflow is null && OpenWorkOf(job) is not null ? 1 : 0;
        return spec.Workflow is null && RunsOf(spec.Schedule!)?.Count > own
            && FindSchedule(spec.Schedule!) is { Definition.Overlap: not OverlapPolicy.Allow }
            ? JobState.Blocked
            : JobState.Ready;
    }

    private void AddRun(LocalJob job, string schedule) => RunsFor(schedule).Add(job);

    private LiveRuns RunsFor(string schedule)
    {
        if (!_runs.TryGetValue(schedule, out var runs)) _runs.Add(schedule, runs = new LiveRuns());
        return runs;
    }

    private void RemoveRun(LocalJob job, string schedule)
    {
        if (!_runs.TryGetValue(schedule, out var runs)) return;
        runs.Remove(job);
        if (runs.Count == 0) _runs.Remove(schedule);
    }

    /// <summary>Notes that a job of a schedule may run from now on.</summary>
    private void NoteRun(LocalJob job, long now)
    {
        if (job is LocalStep || !JobSpecCodec.Has(job.Spec, Parts.Schedule)) return;
        if (FindSchedule(JobSpecCodec.Decode(job.Spec).Schedule!) is { } schedule)
            (schedule.Past ??= new SchedulePast()).Begin(job.Id, now);
    }

    /// <summary>Lets a job go that waited for the end of others.</summary>
    private void Unblock(LocalJob job, long now)
    {
        Unblocked++;
        if (!Replaying && job is not LocalStep && JobSpecCodec.Has(job.Spec, Parts.Schedule)
            && RunsOf(JobSpecCodec.Decode(job.Spec).Schedule!) is { } runs)
            runs.Release(job);
        NoteRun(job, now);
    }

    /// <summary>What follows from the end of a job of a schedule: it is counted, the schedule may be paused, and the one
    /// that waited for it may run. The first follows from the record of the end alone; the others are recorded.</summary>
    private void FollowEnd(LocalJob job, long now)
    {
        if (job is LocalStep step)
        {
            if (!Replaying) AfterEnd(step, now);
            return;
        }

        if (!JobSpecCodec.Has(job.Spec, Parts.Schedule)) return;
        var spec = JobSpecCodec.Decode(job.Spec);
        if (FindSchedule(spec.Schedule!) is { } schedule)
        {
            var past = schedule.Past ??= new SchedulePast();
            past.End(job.Id, job.State, now);
            if (!Replaying && !schedule.Definition.Paused
                && past.ConsecutiveFailures >= (schedule.Definition.PauseAfterFailures ?? int.MaxValue)
                && job.State is JobState.Dead or JobState.Expired)
                AutoPause(schedule, now, FireReasons.OfPause(past.ConsecutiveFailures, job.Id, Describe(job).Error));
        }

        if (Replaying) return;
        FollowEndOfOwner(job, spec.Schedule!, now);
        LetNextRun(spec.Schedule!, now);
    }

    /// <summary>Lets the first buffered job of a schedule go when no other run of it lives.</summary>
    /// <returns>Whether there was one.</returns>
    private bool LetNextRun(string schedule, long now)
    {
        if (RunsOf(schedule) is not { Active: 0, FirstBuffered: { } next }) return false;
        if (next.RunAt > now && next.HasDueTime) Shift(next, JobCause.Unblock, JobState.Scheduled, now, next.RunAt, 0);
        else Shift(next, JobCause.Unblock, JobState.Ready, now, now, TakeOrder());
        return true;
    }

    /// <summary>Pauses a schedule whose runs fail.</summary>
    public void AutoPause(LocalSchedule schedule, long now, string reason)
    {
        schedule.Definition = schedule.Definition with { Paused = true, Reason = reason };
        schedule.Revision++;
        schedule.Mark = Utc(now);
        Note(schedule, ScheduleEventKind.AutoPaused, reason);
        Arm(schedule);
        if (!Replaying) (_effects ??= new EffectsList()).Paused.Add(new PausedSchedule(schedule.Definition.Id, reason));
        if (Log is null) return;
        Log.Byte((byte)RecordKind.ScheduleAutoPaused);
        Log.Text(schedule.Definition.Id);
        Log.Int64(now);
        Log.Text(reason);
    }
}
