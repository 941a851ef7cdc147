using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>Schedules, what is done to them, and the ends of their jobs.</summary>
internal sealed partial class ReferenceModel
{
    private readonly SortedDictionary<string, ModelSchedule> _schedules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _removedAt = [];

    /// <summary>Ticks of a schedule that are kept.</summary>
    private const int MostTicks = 100;

    public IReadOnlyDictionary<string, ModelSchedule> Schedules => _schedules;

    /// <summary>Answers the id in conflict, and how many were removed.</summary>
    public (string? Conflict, int Removed) Put(ScheduleChanges changes)
    {
        foreach (var put in changes.Puts)
            if (put.ExpectedRevision is { } expected && expected != RevisionOf(put.Schedule.Id))
                return (put.Schedule.Id, 0);
        foreach (var (id, expected) in changes.ExpectedOnRemove)
            if (expected != RevisionOf(id))
                return (id, 0);
        foreach (var put in changes.Puts) Put(put.Schedule);
        return (null, changes.Removes.Count(RemoveSchedule));
    }

    public int LiveJobs(string schedule) => LiveRuns(schedule).Count() + LoneWorks(schedule).Count;

    /// <summary>What the events of a schedule must be, without the words of the engine.</summary>
    public void CompareEvents(string id, IReadOnlyList<ScheduleEvent> events) => Expect.Sequence(
        _schedules[id].Events.TakeLast(ScheduleLimits.MaxEvents),
        events.Select(e => e.Kind == ScheduleEventKind.AutoPaused ? e with { Reason = null } : e),
        $"what was done to schedule {id}");

    private long RevisionOf(string id) => _schedules.GetValueOrDefault(id)?.Revision ?? 0;

    private IEnumerable<ModelJob> LiveRuns(string schedule) =>
        _jobs.Values.Where(j => j.Spec.Schedule == schedule && j.Place is null && !j.State.IsTerminal());

    private ModelSchedule Put(Schedule definition)
    {
        if (!_schedules.TryGetValue(definition.Id, out var stored))
        {
            _schedules.Add(definition.Id, stored = new ModelSchedule(definition, Now));
            if (_removedAt.Remove(definition.Id, out var removedAt))
                stored.Events.Add(new ScheduleEvent(ScheduleEventKind.Removed, removedAt, 0));
            Note(stored, stored.Events.Count > 0 ? ScheduleEventKind.Restored : ScheduleEventKind.Stored);
            return stored;
        }

        if (stored.Definition == definition) return stored;
        var wasPaused = stored.Definition.Paused;
        stored.Definition = definition;
        stored.Revision++;
        stored.Mark = Now;
        stored.WasAutoPaused = false;
        if (definition.Paused == wasPaused)
        {
            Note(stored, ScheduleEventKind.Changed);
            return stored;
        }

        if (!definition.Paused) stored.ConsecutiveFailures = 0;
        Note(
            stored, definition.Paused ? ScheduleEventKind.Paused : ScheduleEventKind.Resumed,
            definition.Paused ? definition.Reason : null);
        return stored;
    }

    private bool RemoveSchedule(string id)
    {
        if (!_schedules.Remove(id)) return false;
        _removedAt[id] = Now;
        return true;
    }

    private static void Note(ModelSchedule stored, ScheduleEventKind kind, string? reason = null) =>
        stored.Events.Add(new ScheduleEvent(kind, stored.Mark, stored.Revision, reason));

    /// <summary>A job of a schedule may run from now on.</summary>
    private void NoteRun(ModelJob job)
    {
        if (_schedules.TryGetValue(job.Spec.Schedule!, out var stored)) stored.LastRun = job.Id;
    }

    /// <summary>The end of a job of a schedule is counted, may pause the schedule, and lets the next one go.</summary>
    private void FollowRun(ModelJob job, string schedule)
    {
        if (_schedules.TryGetValue(schedule, out var stored)) CountRun(stored, job);
        if (job.State == JobState.Cancelled && OpenWorkOf(job) is { } work) CancelWork(work);
        LetNext(schedule);
    }

    private void LetNext(string schedule)
    {
        if (LoneWorks(schedule).Count > 0) return;
        var live = LiveRuns(schedule).OrderBy(j => j.Sequence).ToList();
        if (live.Count == 0 || live.Exists(j => j.State != JobState.Blocked)) return;
        var next = live[0];
        if (next.RunAt > Now) Schedule(next, next.RunAt);
        else MakeReady(next, _commit);
        NoteRun(next);
    }

    private void CountRun(ModelSchedule stored, ModelJob job)
    {
        if (job.State == JobState.Cancelled) stored.Cancelled++;
        if (job.State == JobState.Succeeded) (stored.Succeeded, stored.ConsecutiveFailures) = (stored.Succeeded + 1, 0);
        if (!job.HasFailed) return;
        stored.Failed++;
        stored.ConsecutiveFailures++;
        if (stored.Definition.Paused || !(stored.ConsecutiveFailures >= stored.Definition.PauseAfterFailures)) return;
        stored.Definition = stored.Definition with { Paused = true };
        stored.Revision++;
        stored.Mark = Now;
        stored.WasAutoPaused = true;
        Note(stored, ScheduleEventKind.AutoPaused);
    }
}
