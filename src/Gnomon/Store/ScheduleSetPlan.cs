using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>What a change of a declared set does, worked out from what is stored: the same on every engine. The engine
/// carries it out wholly, in the state that it was worked out from.</summary>
internal sealed class ScheduleSetPlan
{
    private ScheduleSetPlan(ScheduleSetAnswer answer) => Answer = answer;

    /// <summary>What became of the set, once this is carried out.</summary>
    public ScheduleSetAnswer Answer { get; }

    /// <summary>Whether anything changes.</summary>
    public bool IsChange { get; private init; }

    /// <summary>The schedules as they are to be stored, in the order of the puts.</summary>
    public IReadOnlyList<Schedule> Puts { get; private init; } = [];

    /// <summary>The ids to remove.</summary>
    public IReadOnlyList<string> Removes { get; private init; } = [];

    /// <summary>Works a change out. Its rules and revisions have been checked.</summary>
    /// <exception cref="InvalidJobException">There are too many sets.</exception>
    public static ScheduleSetPlan Of(ISchedulesSeen seen, ScheduleChanges changes, ScheduleSetChange set)
    {
        var present = seen.FindSet(set.Name);
        if (set.Action != ScheduleSetAction.Replace) return Remove(seen, set, present);
        if (WhyNot(seen, changes, set, present) is { } refusal) return new ScheduleSetPlan(refusal);
        if (present is null && seen.SetCount >= ScheduleSetLimits.MaxSets)
            throw new InvalidJobException(
                "set", $"is new, and there are {ScheduleSetLimits.MaxSets:N0} sets already, the most that is allowed");
        return Replace(seen, changes, set, present);
    }

    /// <summary>The answer to the change, once it is carried out.</summary>
    /// <param name="stored">The schedules after the puts.</param>
    public ScheduleChangeAnswer ToAnswer(IReadOnlyList<StoredSchedule> stored) => new(
        Answer.Conflicts is [var first, ..] ? first.Schedule : null, stored, IsChange ? Removes.Count : 0)
    {
        Set = Answer,
    };

    private static ScheduleSetAnswer? WhyNot(
        ISchedulesSeen seen, ScheduleChanges changes, ScheduleSetChange set, SeenScheduleSet? present)
    {
        if (present is { Stored: var stored } && set.Version <= stored.Version)
        {
            if (set.Version < stored.Version || stored.IsRemoved)
                return new ScheduleSetAnswer(ScheduleSetOutcome.Older, stored);
            return set.Content == present.Content || IsWhatStands(seen, changes, present)
                ? new ScheduleSetAnswer(ScheduleSetOutcome.Unchanged, stored)
                {
                    Unchanged = [.. changes.Puts.Select(put => put.Schedule.Id)],
                }
                : new ScheduleSetAnswer(ScheduleSetOutcome.Different, stored);
        }

        if (set.Adopt) return null;
        var conflicts = changes.Puts.Select(put => seen.Find(put.Schedule.Id))
            .Where(found => found is { } other && other.Set != set.Name)
            .Select(found => new ScheduleSetConflict(found!.Value.Definition.Id, found.Value.Set)).ToList();
        return conflicts.Count == 0
            ? null
            : new ScheduleSetAnswer(ScheduleSetOutcome.Conflict, present?.Stored) { Conflicts = conflicts };
    }

    /// <summary>Whether the schedules are those that the set has now, also where an operator changed them since.</summary>
    private static bool IsWhatStands(ISchedulesSeen seen, ScheduleChanges changes, SeenScheduleSet present) =>
        changes.Puts.Count == present.Members.Count && changes.Puts.All(put =>
            seen.Find(put.Schedule.Id) is { } found && found.Set == present.Stored.Name
            && seen.AreSame(found.Definition, put.Schedule));

    private static ScheduleSetPlan Replace(
        ISchedulesSeen seen, ScheduleChanges changes, ScheduleSetChange set, SeenScheduleSet? present)
    {
        var (added, changed, same) = (new List<string>(), new List<string>(), new List<string>());
        var puts = new List<Schedule>(changes.Puts.Count);
        foreach (var put in changes.Puts)
        {
            var found = seen.Find(put.Schedule.Id);
            var wanted = set.ResetPauses || found is null ? put.Schedule : WithPause(put.Schedule, found.Value);
            puts.Add(wanted);
            if (found is not { } before) added.Add(wanted.Id);
            else if (before.Set == set.Name && seen.AreSame(before.Definition, wanted)) same.Add(wanted.Id);
            else changed.Add(wanted.Id);
        }

        var ids = changes.Puts.Select(put => put.Schedule.Id).ToHashSet(StringComparer.Ordinal);
        var gone = present?.Members.Where(id => !ids.Contains(id)).ToList() ?? [];
        var stored = new StoredScheduleSet(set.Name, set.Version, puts.Count, seen.Now, IsRemoved: false);
        var answer = new ScheduleSetAnswer(ScheduleSetOutcome.Stored, stored)
        {
            Added = added, Changed = changed, Unchanged = same, Removed = gone,
        };
        return new ScheduleSetPlan(answer) { IsChange = !set.IsTrial, Puts = puts, Removes = gone };
    }

    /// <summary>The schedule as the set declares it, paused or not as an operator left it.</summary>
    private static Schedule WithPause(Schedule declared, SeenSchedule found)
    {
        var operatorChangedIt = found.Definition.Paused != (found.Set is not null && found.IsDeclaredPaused);
        return operatorChangedIt
            ? declared with { Paused = found.Definition.Paused, Reason = found.Definition.Reason }
            : declared;
    }

    private static ScheduleSetPlan Remove(ISchedulesSeen seen, ScheduleSetChange set, SeenScheduleSet? present)
    {
        if (present is null || (present.Stored.IsRemoved && set.Action == ScheduleSetAction.Remove))
            return new ScheduleSetPlan(new ScheduleSetAnswer(ScheduleSetOutcome.Unknown, present?.Stored));
        List<string> gone = [.. present.Members];
        var removed = new StoredScheduleSet(set.Name, present.Stored.Version, 0, seen.Now, IsRemoved: true);
        var answer = new ScheduleSetAnswer(
            ScheduleSetOutcome.Removed, set.Action == ScheduleSetAction.Forget ? null : removed) { Removed = gone };
        return new ScheduleSetPlan(answer) { IsChange = !set.IsTrial, Removes = gone };
    }
}
