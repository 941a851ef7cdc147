using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Carries out a change of a declared set of schedules, wholly or not at all.</summary>
internal static class ScheduleSetTransition
{
    /// <exception cref="InvalidJobException">There are too many sets; nothing has changed.</exception>
    public static ScheduleChangeAnswer Run(
        LocalState state, Moment now, LocalSchedulesSeen seen, ScheduleChanges changes, ScheduleSetChange set)
    {
        var plan = ScheduleSetPlan.Of(seen, changes, set);
        if (!plan.IsChange) return plan.ToAnswer([]);
        if (set.Action != ScheduleSetAction.Replace)
        {
            Remove(state, now, plan, set);
            return plan.ToAnswer([]);
        }

        var stored = state.PutScheduleSet(set.Name, set.Version, set.Content, now.Instant.UtcTicks, removed: false);
        var schedules = new List<StoredSchedule>(plan.Puts.Count);
        for (var i = 0; i < plan.Puts.Count; i++)
        {
            PutSchedulesCommand.Put(state, now, plan.Puts[i]);
            var schedule = state.FindSchedule(plan.Puts[i].Id)!;
            var declaredPaused = changes.Puts[i].Schedule.Paused;
            if (schedule.Set != stored || schedule.IsDeclaredPaused != declaredPaused)
                state.Join(schedule, set.Name, declaredPaused);
            schedules.Add(state.Describe(schedule));
        }

        foreach (var id in plan.Removes) state.RemoveSchedule(id, now.Utc);
        return plan.ToAnswer(schedules);
    }

    private static void Remove(LocalState state, Moment now, ScheduleSetPlan plan, ScheduleSetChange set)
    {
        var present = state.FindScheduleSet(set.Name)!;
        foreach (var id in plan.Removes) state.RemoveSchedule(id, now.Utc);
        if (set.Action == ScheduleSetAction.Forget) state.ForgetScheduleSet(set.Name);
        else state.PutScheduleSet(set.Name, present.Version, present.Content, now.Instant.UtcTicks, removed: true);
    }
}
