using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local.Commands;

/// <summary>Carries out a change of a declared set of schedules, wholly or not at all.</summary>
internal static class ScheduleSetTransition
{
    /// <exception cref="InvalidJobException">There are too many sets; nothing has changed.</exception>
    public static ScheduleChangeAnswer Run(
        LocalState state, Moment now, ScheduleChanges changes, ScheduleSetChange set)
    {
        var present = state.FindScheduleSet(set.Name);
        if (set.Action != ScheduleSetAction.Replace) return Remove(state, now, set, present);
        if (WhyNot(state, changes, set, present) is { } refusal)
            return new ScheduleChangeAnswer(refusal.Conflicts is [var first, ..] ? first.Schedule : null, [], 0)
            {
                Set = refusal,
            };
        if (present is null && state.ScheduleSetCount >= ScheduleSetLimits.MaxSets)
            throw new InvalidJobException(
                "set", $"is new, and there are {ScheduleSetLimits.MaxSets:N0} sets already, the most that is allowed");
        return Replace(state, now, changes, set, present);
    }

    private static ScheduleSetAnswer? WhyNot(
        LocalState state, ScheduleChanges changes, ScheduleSetChange set, LocalScheduleSet? present)
    {
        if (present is not null && set.Version <= present.Version)
        {
            if (set.Version < present.Version || present.IsRemoved)
                return new ScheduleSetAnswer(ScheduleSetOutcome.Older, present.Describe());
            return set.Content == present.Content || IsWhatStands(state, changes, present)
                ? new ScheduleSetAnswer(ScheduleSetOutcome.Unchanged, present.Describe())
                {
                    Unchanged = [.. changes.Puts.Select(put => put.Schedule.Id)],
                }
                : new ScheduleSetAnswer(ScheduleSetOutcome.Different, present.Describe());
        }

        if (set.Adopt) return null;
        var conflicts = changes.Puts.Select(put => state.FindSchedule(put.Schedule.Id))
            .Where(found => found is not null && (found.Set is null || found.Set != present))
            .Select(found => new ScheduleSetConflict(found!.Definition.Id, found.Set?.Name)).ToList();
        return conflicts.Count == 0
            ? null
            : new ScheduleSetAnswer(ScheduleSetOutcome.Conflict, present?.Describe()) { Conflicts = conflicts };
    }

    /// <summary>Whether the schedules are those that the set has now, also where an operator changed them since.</summary>
    private static bool IsWhatStands(LocalState state, ScheduleChanges changes, LocalScheduleSet present) =>
        changes.Puts.Count == present.Members.Count && changes.Puts.All(put =>
            state.FindSchedule(put.Schedule.Id) is { } found && found.Set == present
            && ScheduleCodec.SameDefinition(found.Definition, put.Schedule));

    private static ScheduleChangeAnswer Replace(
        LocalState state, Moment now, ScheduleChanges changes, ScheduleSetChange set, LocalScheduleSet? present)
    {
        var (added, changed, same) = (new List<string>(), new List<string>(), new List<string>());
        var puts = new List<SchedulePut>(changes.Puts.Count);
        foreach (var put in changes.Puts)
        {
            var found = state.FindSchedule(put.Schedule.Id);
            var wanted = set.ResetPauses || found is null ? put.Schedule : WithPause(put.Schedule, found);
            puts.Add(put with { Schedule = wanted });
            if (found is null) added.Add(wanted.Id);
            else if (found.Set is not null && found.Set == present && ScheduleCodec.SameDefinition(found.Definition, wanted))
                same.Add(wanted.Id);
            else changed.Add(wanted.Id);
        }

        var ids = changes.Puts.Select(put => put.Schedule.Id).ToHashSet(StringComparer.Ordinal);
        var gone = present?.Members.Where(id => !ids.Contains(id)).ToList() ?? [];
        var lists = new ScheduleSetAnswer(ScheduleSetOutcome.Stored, null)
        {
            Added = added, Changed = changed, Unchanged = same, Removed = gone,
        };
        if (set.IsTrial)
            return new ScheduleChangeAnswer(null, [], 0)
            {
                Set = lists with
                {
                    Stored = new StoredScheduleSet(set.Name, set.Version, puts.Count, now.Instant, IsRemoved: false),
                },
            };

        var stored = state.PutScheduleSet(set.Name, set.Version, set.Content, now.Instant.UtcTicks, removed: false);
        var schedules = new List<StoredSchedule>(puts.Count);
        for (var i = 0; i < puts.Count; i++)
        {
            PutSchedulesCommand.Put(state, now, puts[i]);
            var schedule = state.FindSchedule(puts[i].Schedule.Id)!;
            var declaredPaused = changes.Puts[i].Schedule.Paused;
            if (schedule.Set != stored || schedule.IsDeclaredPaused != declaredPaused)
                state.Join(schedule, set.Name, declaredPaused);
            schedules.Add(state.Describe(schedule));
        }

        foreach (var id in gone) state.RemoveSchedule(id, now.Utc);
        return new ScheduleChangeAnswer(null, schedules, gone.Count) { Set = lists with { Stored = stored.Describe() } };
    }

    /// <summary>The schedule as the set declares it, paused or not as an operator left it.</summary>
    private static Schedule WithPause(Schedule declared, LocalSchedule found)
    {
        var operatorChangedIt = found.Definition.Paused != (found.Set is not null && found.IsDeclaredPaused);
        return operatorChangedIt
            ? declared with { Paused = found.Definition.Paused, Reason = found.Definition.Reason }
            : declared;
    }

    private static ScheduleChangeAnswer Remove(
        LocalState state, Moment now, ScheduleSetChange set, LocalScheduleSet? present)
    {
        if (present is null || (present.IsRemoved && set.Action == ScheduleSetAction.Remove))
            return new ScheduleChangeAnswer(null, [], 0)
            {
                Set = new ScheduleSetAnswer(ScheduleSetOutcome.Unknown, present?.Describe()),
            };
        List<string> gone = [.. present.Members];
        var removed = new StoredScheduleSet(set.Name, present.Version, 0, now.Instant, IsRemoved: true);
        var answer = new ScheduleSetAnswer(
            ScheduleSetOutcome.Removed, set.Action == ScheduleSetAction.Forget ? null : removed) { Removed = gone };
        if (set.IsTrial) return new ScheduleChangeAnswer(null, [], 0) { Set = answer };
        foreach (var id in gone) state.RemoveSchedule(id, now.Utc);
        if (set.Action == ScheduleSetAction.Forget) state.ForgetScheduleSet(set.Name);
        else state.PutScheduleSet(set.Name, present.Version, present.Content, now.Instant.UtcTicks, removed: true);
        return new ScheduleChangeAnswer(null, [], gone.Count) { Set = answer };
    }
}
