using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in declared sets of schedules.</summary>
internal static class ScheduleSetMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Lets_an_older_process_overwrite", "Older_set_is_refused_and_changes_nothing",
            s => Sets(s, (changes, stored) => Again(changes, set => stored is { IsRemoved: false } && set.Version < stored.Version
                ? stored.Version + 1
                : set.Version))) { FoundByModel = true },
        new("Overwrites_the_same_version", "Same_version_with_other_content_is_refused",
            s => Sets(s, (changes, stored) => Again(changes, set => set.Version == stored?.Version ? set.Version + 1 : set.Version)))
        {
            FoundByModel = true,
        },
        new("Forgets_removed_versions", "Removed_set_does_not_come_back_with_the_same_or_an_older_version",
            s => Sets(s, (changes, _) => changes.Set!.Action == ScheduleSetAction.Remove
                ? changes with { Set = ScheduleSetChange.Remove(changes.Set.Name, forget: true) with { IsTrial = changes.Set.IsTrial } }
                : changes)) { FoundByModel = true },
        new("Keeps_schedules_that_a_newer_set_lacks", "Newer_set_adds_changes_and_removes_in_one_change", KeepsTheRest)
        {
            FoundByModel = true,
        },
        new("Adopts_what_is_somebody_elses", "Schedule_made_by_hand_is_a_conflict_unless_adopted",
            s => Sets(s, (changes, _) => changes with { Set = changes.Set! with { Adopt = true } })) { FoundByModel = true },
        new("Overrules_operators", "Pause_by_an_operator_survives_a_newer_set",
            s => Sets(s, (changes, _) => changes with { Set = changes.Set! with { ResetPauses = true } }))
        {
            FoundByModel = true,
        },
        new("Carries_out_trials", "Trial_says_what_would_happen_and_changes_nothing",
            s => Sets(s, (changes, _) => changes with { Set = changes.Set! with { IsTrial = false } })) { FoundByModel = true },
        new("Stores_sets_as_single_schedules", "New_set_stores_its_schedules_and_its_version",
            s => new Mutation(s) { ReadingSchedule = stored => stored with { Set = null } }) { FoundByModel = true },
    ];

    private static Mutation Sets(Subject s, Func<ScheduleChanges, StoredScheduleSet?, ScheduleChanges> change) => new(s)
    {
        PutSchedules = async (changes, next) => changes.Set is not { } set
            ? await next(changes)
            : await next(change(changes, await s.Parts.Query.GetScheduleSetAsync(set.Name, CancellationToken.None))),
    };

    /// <summary>The same change under another version.</summary>
    private static ScheduleChanges Again(ScheduleChanges changes, Func<ScheduleSetChange, long> version) =>
        changes.Set!.Action != ScheduleSetAction.Replace
            ? changes
            : ScheduleChanges.OfSet(
                changes.Set.Name, version(changes.Set), [.. changes.Puts.Select(put => put.Schedule)],
                set => set with
                {
                    Adopt = changes.Set.Adopt, ResetPauses = changes.Set.ResetPauses, IsTrial = changes.Set.IsTrial,
                });

    private static Mutation KeepsTheRest(Subject s) => new(s)
    {
        PutSchedules = async (changes, next) =>
        {
            var before = await s.Parts.Query.ListSchedulesAsync(null, 1000, CancellationToken.None);
            var answer = await next(changes);
            var gone = answer.Set?.Removed ?? [];
            var puts = before.Items.Where(stored => gone.Contains(stored.Schedule.Id))
                .Select(stored => new SchedulePut(stored.Schedule)).ToList();
            if (changes.Set is { Action: ScheduleSetAction.Replace, IsTrial: false } && puts.Count > 0)
                await next(new ScheduleChanges(puts, []));
            return answer;
        },
    };
}
