using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local.Commands;

/// <summary>Stores and removes schedules, all or none.</summary>
internal sealed class PutSchedulesCommand : AnsweredCommand<ScheduleChangeAnswer>
{
    private readonly ScheduleChanges _changes;
    private readonly long _bytes;

    /// <exception cref="InvalidJobException">A schedule breaks a rule.</exception>
    public PutSchedulesCommand(ScheduleChanges changes)
    {
        _changes = changes;
        ScheduleChangeRules.Check(changes);
        // What a set removes is not known yet.
        if (changes.Set is not null) _bytes = ScheduleSetLimits.MaxSchedules * (JobLimits.MaxNameLength + 16L);
        foreach (var put in changes.Puts)
        {
            _bytes += JobSpecCodec.Encode(put.Schedule.Job).Length + put.Schedule.Trigger.Text.Length * 3L
                + (put.Schedule.Reason?.Length ?? 0) * 3L + 1024 + (changes.Set?.Name.Length ?? 0);
        }

        _bytes += changes.Removes.Sum(id => id.Length * 3L + 16);
    }

    public override long MaxBytes => _bytes;

    public override bool Admits => _changes.Puts.Count > 0;

    protected override ScheduleChangeAnswer Run(LocalState state, Moment now)
    {
        var seen = new LocalSchedulesSeen(state, now);
        if (ScheduleChangeRules.Conflict(seen, _changes) is { } conflict)
            return new ScheduleChangeAnswer(conflict, [], 0);
        if (_changes.Set is { } set) return ScheduleSetTransition.Run(state, now, seen, _changes, set);
        var stored = _changes.Puts.Select(put => Put(state, now, put.Schedule)).ToList();
        return new ScheduleChangeAnswer(null, stored, _changes.Removes.Count(id => state.RemoveSchedule(id, now.Utc)));
    }

    public static StoredSchedule Put(LocalState state, Moment now, Schedule schedule)
    {
        var present = state.FindSchedule(schedule.Id);
        if (present is not null && ScheduleCodec.SameDefinition(present.Definition, schedule))
            return state.Describe(present);
        return state.Describe(state.PutSchedule(schedule, (present?.Revision ?? 0) + 1, now.Instant));
    }
}
