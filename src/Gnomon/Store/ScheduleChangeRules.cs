using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>The checks of changes of schedules, the same on every engine.</summary>
internal static class ScheduleChangeRules
{
    /// <summary>Refuses changes that break a rule.</summary>
    /// <exception cref="InvalidJobException">Names the member at fault.</exception>
    public static void Check(ScheduleChanges changes)
    {
        if (changes.Set is { } set) ScheduleSetChange.Check(set, changes);
        foreach (var put in changes.Puts) ScheduleRules.Check(put.Schedule);
    }

    /// <summary>The first schedule whose revision is not the expected one, or null.</summary>
    public static string? Conflict(ISchedulesSeen seen, ScheduleChanges changes)
    {
        foreach (var put in changes.Puts)
            if (put.ExpectedRevision is { } expected && (seen.Find(put.Schedule.Id)?.Revision ?? 0) != expected)
                return put.Schedule.Id;
        foreach (var (id, expected) in changes.ExpectedOnRemove)
            if ((seen.Find(id)?.Revision ?? 0) != expected)
                return id;
        return null;
    }
}
