using Gnomon.Codecs;
using Gnomon.Local.Journal;

namespace Gnomon.Local;

/// <summary>The declared sets of schedules.</summary>
internal sealed partial class LocalState
{
    private readonly SortedDictionary<string, LocalScheduleSet> _scheduleSets = new(StringComparer.Ordinal);

    public int ScheduleSetCount => _scheduleSets.Count;

    public LocalScheduleSet? FindScheduleSet(string name) => _scheduleSets.GetValueOrDefault(name);

    /// <summary>Sets in the order of their names, after <paramref name="after"/>; null begins at the first.</summary>
    public IEnumerable<LocalScheduleSet> ScheduleSetsAfter(string? after) =>
        _scheduleSets.Values.Where(set => after is null || string.CompareOrdinal(set.Name, after) > 0);

    /// <summary>Stores the version of a set, or that it is removed. Its schedules are stored and removed apart.</summary>
    public LocalScheduleSet PutScheduleSet(string name, long version, string content, long now, bool removed)
    {
        var set = ScheduleSet(name);
        (set.Version, set.Content, set.StoredAt, set.IsRemoved) = (version, content, now, removed);
        if (Log is not null) WriteScheduleSet(Log, set);
        return set;
    }

    /// <summary>Forgets a set. Its schedules, if it has any left, stand alone from now on.</summary>
    public void ForgetScheduleSet(string name)
    {
        if (!_scheduleSets.Remove(name, out var set)) return;
        foreach (var id in set.Members)
            if (FindSchedule(id) is { } schedule)
                schedule.Set = null;
        if (Log is null) return;
        Log.Byte((byte)RecordKind.ScheduleSetForgotten);
        Log.Text(name);
    }

    /// <summary>Makes a schedule one of a set.</summary>
    public void Join(LocalSchedule schedule, string name, bool declaredPaused)
    {
        schedule.Set?.Members.Remove(schedule.Definition.Id);
        schedule.Set = ScheduleSet(name);
        schedule.Set.Members.Add(schedule.Definition.Id);
        schedule.IsDeclaredPaused = declaredPaused;
        if (Log is not null) WriteJoined(Log, schedule);
    }

    public static void WriteScheduleSet(RecordWriter records, LocalScheduleSet set)
    {
        records.Byte((byte)RecordKind.ScheduleSetPut);
        records.Text(set.Name);
        records.Number(set.Version);
        records.Text(set.Content);
        records.Int64(set.StoredAt);
        records.Byte(set.IsRemoved ? (byte)1 : (byte)0);
    }

    public void ReadScheduleSet(ref RecordReader reader) =>
        PutScheduleSet(reader.Text(), reader.Number(), reader.Text(), reader.Int64(), reader.Byte() != 0);

    public static void WriteJoined(RecordWriter records, LocalSchedule schedule)
    {
        if (schedule.Set is not { } set) return;
        records.Byte((byte)RecordKind.ScheduleJoined);
        records.Text(schedule.Definition.Id);
        records.Text(set.Name);
        records.Byte(schedule.IsDeclaredPaused ? (byte)1 : (byte)0);
    }

    /// <summary>The set of that name; a damaged journal that is salvaged may speak of one that it does not hold.</summary>
    private LocalScheduleSet ScheduleSet(string name)
    {
        if (_scheduleSets.TryGetValue(name, out var set)) return set;
        set = new LocalScheduleSet { Name = name };
        _scheduleSets.Add(name, set);
        return set;
    }
}
