using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>Declared sets of schedules.</summary>
internal sealed partial class ReferenceModel
{
    private readonly SortedDictionary<string, ModelScheduleSet> _sets = new(StringComparer.Ordinal);

    /// <summary>Carries out a change of a set, or tells why not.</summary>
    public ScheduleSetAnswer PutSet(ScheduleChanges changes)
    {
        var set = changes.Set!;
        var present = _sets.GetValueOrDefault(set.Name);
        if (set.Action != ScheduleSetAction.Replace) return RemoveSet(set, present);
        List<Schedule> wanted = [.. changes.Puts.Select(put => put.Schedule)];
        if (present is not null && set.Version < present.Version) return Refused(ScheduleSetOutcome.Older, present);
        if (present is not null && set.Version == present.Version)
        {
            if (present.IsRemoved) return Refused(ScheduleSetOutcome.Older, present);
            var stands = wanted.Count == MembersOf(present).Count
                && wanted.TrueForAll(s => _schedules.TryGetValue(s.Id, out var found)
                    && found.Set == present && found.Definition == s);
            return set.Content == present.Content || stands
                ? Refused(ScheduleSetOutcome.Unchanged, present) with { Unchanged = [.. wanted.Select(s => s.Id)] }
                : Refused(ScheduleSetOutcome.Different, present);
        }

        var inTheWay = wanted.Where(s => _schedules.TryGetValue(s.Id, out var found)
            && (found.Set is null || found.Set != present)).ToList();
        if (!set.Adopt && inTheWay.Count > 0)
            return Refused(ScheduleSetOutcome.Conflict, present) with
            {
                Conflicts = [.. inTheWay.Select(s => new ScheduleSetConflict(s.Id, _schedules[s.Id].Set?.Name))],
            };
        return Replace(set, wanted, present);
    }

    public void CompareSets(IReadOnlyList<StoredScheduleSet> listed) => Expect.Sequence(
        _sets.Values.Select(set => set.Describe(MembersOf(set).Count)), listed, "the declared sets");

    private List<string> MembersOf(ModelScheduleSet set) =>
        [.. _schedules.Where(s => s.Value.Set == set).Select(s => s.Key)];

    private ScheduleSetAnswer Refused(ScheduleSetOutcome outcome, ModelScheduleSet? present) =>
        new(outcome, present?.Describe(MembersOf(present).Count));

    private ScheduleSetAnswer Replace(ScheduleSetChange set, List<Schedule> declared, ModelScheduleSet? present)
    {
        var wanted = declared.ConvertAll(s => set.ResetPauses ? s : WithPause(s));
        var (added, changed, same) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var schedule in wanted)
        {
            if (!_schedules.TryGetValue(schedule.Id, out var found)) added.Add(schedule.Id);
            else if (found.Set is not null && found.Set == present && found.Definition == schedule) same.Add(schedule.Id);
            else changed.Add(schedule.Id);
        }

        List<string> gone = present is null ? [] : [.. MembersOf(present).Where(id => !wanted.Exists(s => s.Id == id))];
        if (!set.IsTrial)
        {
            if (present is null) _sets.Add(set.Name, present = new ModelScheduleSet(set.Name));
            (present.Version, present.Content, present.StoredAt, present.IsRemoved) =
                (set.Version, set.Content, Now, false);
            for (var i = 0; i < wanted.Count; i++)
            {
                var stored = Put(wanted[i]);
                (stored.Set, stored.IsDeclaredPaused) = (present, declared[i].Paused);
            }

            foreach (var id in gone) RemoveSchedule(id);
        }

        return new ScheduleSetAnswer(
            ScheduleSetOutcome.Stored, new StoredScheduleSet(set.Name, set.Version, wanted.Count, Now, IsRemoved: false))
        {
            Added = added, Changed = changed, Unchanged = same, Removed = gone,
        };
    }

    /// <summary>Where an operator paused or resumed a schedule, that stands.</summary>
    private Schedule WithPause(Schedule declared)
    {
        if (!_schedules.TryGetValue(declared.Id, out var found)) return declared;
        var isByOperator = found.Definition.Paused != (found.Set is not null && found.IsDeclaredPaused);
        return isByOperator
            ? declared with { Paused = found.Definition.Paused, Reason = found.Definition.Reason }
            : declared;
    }

    private ScheduleSetAnswer RemoveSet(ScheduleSetChange set, ModelScheduleSet? present)
    {
        var forgets = set.Action == ScheduleSetAction.Forget;
        if (present is null || (present.IsRemoved && !forgets)) return Refused(ScheduleSetOutcome.Unknown, present);
        var gone = MembersOf(present);
        var answer = new ScheduleSetAnswer(
            ScheduleSetOutcome.Removed,
            forgets ? null : new StoredScheduleSet(set.Name, present.Version, 0, Now, IsRemoved: true)) { Removed = gone };
        if (set.IsTrial) return answer;
        foreach (var id in gone) RemoveSchedule(id);
        if (forgets) _sets.Remove(set.Name);
        else (present.StoredAt, present.IsRemoved) = (Now, true);
        return answer;
    }
}
