using Gnomon.Codecs;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local;

/// <summary>What was done to schedules, remembered so that it can be told why there was no run.</summary>
internal sealed partial class LocalState
{
    /// <summary>When schedules were removed that are not there now, in UTC ticks, and in which order.</summary>
    private readonly Dictionary<string, long> _removed = new(StringComparer.Ordinal);

    private readonly Queue<(string Id, long At)> _removals = new();

    /// <summary>The schedules that were removed, and when.</summary>
    public IEnumerable<KeyValuePair<string, long>> RemovedSchedules => _removed;

    /// <summary>What was done to a schedule, oldest first.</summary>
    public static IReadOnlyList<ScheduleEvent> EventsOf(LocalSchedule schedule)
    {
        if (schedule.Past is { Events.Count: > 0 } past) return [.. past.Events];
        return schedule.StoredAt == 0 ? [] : [StoredFirst(schedule)];
    }

    /// <summary>Remembers that a schedule was removed.</summary>
    public void NoteRemoved(string id, long now)
    {
        if (now == 0) return;
        _removed[id] = now;
        _removals.Enqueue((id, now));
        // Entries of schedules that were stored again, or removed again later, go with the others in their turn.
        while (_removals.Count > ScheduleLimits.MaxRemoved)
            if (_removals.Dequeue() is var (old, at) && _removed.GetValueOrDefault(old) == at)
                _removed.Remove(old);
    }

    public static void WriteRemoved(RecordWriter records, string id, long now)
    {
        records.Byte((byte)RecordKind.ScheduleRemovedAt);
        records.Text(id);
        records.Int64(now);
    }

    private void NoteStored(LocalSchedule schedule)
    {
        schedule.StoredAt = schedule.Mark.UtcTicks;
        if (!_removed.Remove(schedule.Definition.Id, out var removedAt)) return;
        var past = schedule.Past ??= new SchedulePast();
        past.Keep(new ScheduleEvent(ScheduleEventKind.Removed, Utc(removedAt), 0));
        past.Keep(new ScheduleEvent(ScheduleEventKind.Restored, schedule.Mark, schedule.Revision));
    }

    private static void NoteChanged(LocalSchedule schedule, Schedule former)
    {
        var present = schedule.Definition;
        if (present.Paused == former.Paused)
        {
            Note(schedule, ScheduleEventKind.Changed, null);
            return;
        }

        if (!present.Paused && schedule.Past is { } past) past.ConsecutiveFailures = 0;
        Note(
            schedule, present.Paused ? ScheduleEventKind.Paused : ScheduleEventKind.Resumed,
            present.Paused ? present.Reason : null);
    }

    private static void Note(LocalSchedule schedule, ScheduleEventKind kind, string? reason)
    {
        var past = schedule.Past ??= new SchedulePast();
        if (past.Events.Count == 0 && schedule.StoredAt != 0) past.Keep(StoredFirst(schedule));
        past.Keep(new ScheduleEvent(kind, schedule.Mark, schedule.Revision, reason));
    }

    private static ScheduleEvent StoredFirst(LocalSchedule schedule) =>
        new(ScheduleEventKind.Stored, Utc(schedule.StoredAt), 1);
}
