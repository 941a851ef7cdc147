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
    private readonly Dictionary<string, int> _liveJobs = new(StringComparer.Ordinal);

    public int ScheduleCount => _schedules.Count;

    /// <summary>Schedules by the instant at which their next tick is due, in UTC ticks.</summary>
    public DueHeap<LocalSchedule> DueSchedules => _dueSchedules;

    public StoredSchedule Describe(LocalSchedule schedule) =>
        new(schedule.Definition, schedule.Revision, schedule.Mark, schedule.Next)
        {
            Runs = schedule.Runs,
            LastTick = schedule.LastTick,
            Set = schedule.Set?.Name,
            LiveJobs = _liveJobs.GetValueOrDefault(schedule.Definition.Id),
        };

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
        if (!_schedules.TryGetValue(definition.Id, out var schedule))
        {
            schedule = new LocalSchedule { Definition = definition };
            _schedules.Add(definition.Id, schedule);
            _scheduleIds.Add(definition.Id);
        }

        (schedule.Definition, schedule.Revision, schedule.Mark) = (definition, revision, mark);
        Arm(schedule);
        if (Log is null) return schedule;
        Log.Byte((byte)RecordKind.SchedulePut);
        ScheduleCodec.Write(Log, definition);
        Log.Number(revision);
        Log.Int64(mark.UtcTicks);
        return schedule;
    }

    /// <summary>Forgets a schedule with its ticks.</summary>
    /// <returns>Whether it was there.</returns>
    public bool RemoveSchedule(string id)
    {
        if (!_schedules.Remove(id, out var schedule)) return false;
        _scheduleIds.Remove(id);
        schedule.Set?.Members.Remove(id);
        if (schedule.HeapIndex >= 0) _dueSchedules.Remove(schedule);
        if (Log is null) return true;
        Log.Byte((byte)RecordKind.ScheduleRemoved);
        Log.Text(id);
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
        Log.Number(ticks.Count);
        foreach (var tick in ticks) ScheduleCodec.Write(Log, tick);
    }

    private void Arm(LocalSchedule schedule)
    {
        if (Replaying) return;
        if (schedule.HeapIndex >= 0) _dueSchedules.Remove(schedule);
        schedule.ComputeNext();
        if (schedule.NextDue is { } due) _dueSchedules.Add(schedule, due.UtcTicks);
    }

    /// <summary>Counted by name, not in the schedule: a schedule can be removed and stored again while its jobs live.
    /// </summary>
    private void CountLive(string schedule, int change)
    {
        var count = _liveJobs.GetValueOrDefault(schedule) + change;
        if (count > 0) _liveJobs[schedule] = count;
        else _liveJobs.Remove(schedule);
    }

    private void BuildScheduleIndexes()
    {
        foreach (var schedule in _schedules.Values) Arm(schedule);
    }
}
