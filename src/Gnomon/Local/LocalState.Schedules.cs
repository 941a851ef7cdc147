using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>The changes of schedules.</summary>
internal sealed partial class LocalState
{
    private readonly Dictionary<string, LocalSchedule> _schedules = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _scheduleIds = new(StringComparer.Ordinal);
    private readonly DueHeap<LocalSchedule> _dueSchedules = new();
    private readonly SharedDefinitions _shared = new();

    public int ScheduleCount => _schedules.Count;

    /// <summary>Schedules by the instant at which their next tick is due, in UTC ticks.</summary>
    public DueHeap<LocalSchedule> DueSchedules => _dueSchedules;

    public StoredSchedule Describe(LocalSchedule schedule)
    {
        var runs = RunsOf(schedule.Definition.Id);
        return new StoredSchedule(schedule.Definition, schedule.Revision, schedule.Mark, schedule.Next)
        {
            Runs = schedule.Runs,
            LastTick = schedule.LastTick,
            Set = schedule.Set?.Name,
            LiveJobs = runs?.Count ?? 0,
            BufferedJobs = runs?.Buffered ?? 0,
            Counts = schedule.Past?.Counts ?? default,
            ConsecutiveFailures = schedule.Past?.ConsecutiveFailures ?? 0,
            LastRun = schedule.Past is { } past ? DescribeLastRun(past) : null,
        };
    }

    public LocalSchedule? FindSchedule(string id) => _schedules.GetValueOrDefault(id);

    /// <summary>Schedules in the order of their ids, after <paramref name="after"/>; null begins at the first.</summary>
    public IEnumerable<LocalSchedule> SchedulesAfter(string? after)
    {
        if (_scheduleIds.Max is not { } last) return [];
        if (after is null) return _scheduleIds.Select(id => _schedules[id]);
        if (string.CompareOrdinal(after, last) >= 0) return [];
        return _scheduleIds.GetViewBetween(after, last).Where(id => id != after).Select(id => _schedules[id]);
    }

    /// <summary>Stores a definition, new or in place of the one with its id.</summary>
    public LocalSchedule PutSchedule(Schedule definition, long revision, DateTimeOffset mark)
    {
        definition = _shared.Share(definition);
        var before = FindSchedule(definition.Id);
        var schedule = before ?? AddSchedule(definition);
        var former = schedule.Definition;
        (schedule.Definition, schedule.Revision, schedule.Mark) = (definition, revision, mark);
        if (before is null) NoteStored(schedule);
        else NoteChanged(schedule, former);
        Arm(schedule);
        if (Log is null) return schedule;
        Log.Byte((byte)RecordKind.SchedulePut);
        ScheduleCodec.Write(Log, definition);
        Log.Number(revision);
        Log.Int64(mark.UtcTicks);
        return schedule;
    }

    /// <summary>Adds a schedule as it was written again.</summary>
    public LocalSchedule RestoreSchedule(Schedule definition, long revision, DateTimeOffset mark)
    {
        if (_schedules.ContainsKey(definition.Id)) Drop(_schedules[definition.Id]);
        var schedule = AddSchedule(_shared.Share(definition));
        (schedule.Revision, schedule.Mark) = (revision, mark);
        Arm(schedule);
        return schedule;
    }

    /// <summary>Forgets a schedule with its ticks.</summary>
    /// <param name="id">Which.</param>
    /// <param name="now">When, in UTC ticks; 0 when that is not known.</param>
    /// <returns>Whether it was there.</returns>
    public bool RemoveSchedule(string id, long now)
    {
        if (!_schedules.TryGetValue(id, out var schedule)) return false;
        Drop(schedule);
        NoteRemoved(id, now);
        if (Log is null) return true;
        WriteRemoved(Log, id, now);
        return true;
    }

    /// <summary>Records decided ticks, counts those that ran, and moves the mark past them.</summary>
    public void Fire(LocalSchedule schedule, DateTimeOffset newMark, IReadOnlyList<Tick> ticks)
    {
        schedule.Mark = newMark;
        foreach (var tick in ticks) schedule.Record(tick, ticksKept);
        Arm(schedule);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.Fired);
        Log.Text(schedule.Definition.Id);
        Log.Int64(newMark.UtcTicks);
        WriteTicks(Log, ticks);
    }

    /// <summary>Records decided ticks of the past: neither the mark nor the runs change.</summary>
    public void Backfill(LocalSchedule schedule, IReadOnlyList<Tick> ticks)
    {
        if (ticks.Count == 0) return;
        var past = schedule.Past ??= new SchedulePast();
        foreach (var tick in ticks) past.Keep(tick, ticksKept);
        if (Log is null) return;
        Log.Byte((byte)RecordKind.Backfilled);
        Log.Text(schedule.Definition.Id);
        WriteTicks(Log, ticks);
    }

    private static void WriteTicks(RecordWriter records, IReadOnlyList<Tick> ticks)
    {
        records.Number(ticks.Count);
        foreach (var tick in ticks) ScheduleCodec.Write(records, tick);
    }

    private LocalSchedule AddSchedule(Schedule definition)
    {
        var schedule = new LocalSchedule { Definition = definition };
        _schedules.Add(definition.Id, schedule);
        _scheduleIds.Add(definition.Id);
        return schedule;
    }

    private void Drop(LocalSchedule schedule)
    {
        schedule.Set?.Members.Remove(schedule.Definition.Id);
        _schedules.Remove(schedule.Definition.Id);
        _scheduleIds.Remove(schedule.Definition.Id);
        if (schedule.HeapIndex >= 0) _dueSchedules.Remove(schedule);
    }

    private void Arm(LocalSchedule schedule)
    {
        if (Replaying) return;
        if (schedule.HeapIndex >= 0) _dueSchedules.Remove(schedule);
        if (schedule.ComputeNext() is { } due) _dueSchedules.Add(schedule, due.UtcTicks);
    }

    private ScheduleRun? DescribeLastRun(SchedulePast past)
    {
        if (past.LastRunAt == 0) return null;
        var job = Find(past.LastRun);
        var ended = job?.Details?.FinishedAt ?? 0;
        return new ScheduleRun(
            past.LastRun, job?.State ?? past.LastRunState, Utc(past.LastRunAt),
            job is { State: var state } && !state.IsTerminal() ? null
            : ended > 0 ? Utc(ended) : past.LastRunEnded > 0 ? Utc(past.LastRunEnded) : null);
    }

    private void BuildScheduleIndexes()
    {
        foreach (var schedule in _schedules.Values) Arm(schedule);
    }
}
