using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Declared sets of schedules: the newest version wins, whole, and nothing of it is ever lost to an older one.
/// </summary>
internal static class ScheduleSetCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("sets", New_set_stores_its_schedules_and_its_version),
        Case("sets", Newer_set_adds_changes_and_removes_in_one_change),
        Case("sets", Unchanged_schedule_of_a_newer_set_keeps_its_mark_and_revision),
        Case("sets", Older_set_is_refused_and_changes_nothing),
        Case("sets", Same_set_again_changes_nothing),
        Case("sets", Same_version_with_other_content_is_refused),
        Case("sets", Content_does_not_depend_on_the_order_of_the_schedules),
        Case("sets", Same_version_is_the_same_also_after_an_operator_changed_a_schedule),
        Case("sets", What_stands_now_is_the_same_content_too),
        Case("sets", Schedule_made_by_hand_is_a_conflict_unless_adopted),
        Case("sets", Schedule_of_another_set_is_a_conflict_unless_adopted),
        Case("sets", Pause_by_an_operator_survives_a_newer_set),
        Case("sets", Resume_by_an_operator_survives_a_newer_set),
        Case("sets", Declared_pause_that_nobody_touched_follows_the_set),
        Case("sets", Set_that_resets_pauses_overrules_operators),
        Case("sets", Schedule_edited_by_hand_stays_in_its_set_and_a_newer_set_overrules_the_edit),
        Case("sets", Schedule_removed_by_hand_comes_back_with_a_newer_set_only),
        Case("sets", Removed_set_does_not_come_back_with_the_same_or_an_older_version),
        Case("sets", Forgotten_set_may_come_back_in_any_version),
        Case("sets", Trial_says_what_would_happen_and_changes_nothing),
        Case("sets", Empty_newer_set_removes_all_schedules_of_the_set_only),
        Case("sets", Refused_set_leaves_no_part),
        Case("sets", Bad_set_is_refused_whole),
        Case("sets", Sets_are_listed_by_name_in_pages),
        Case("sets", Newest_of_many_versions_in_any_order_wins),
        RestartCase("sets", Sets_members_and_removed_versions_survive_a_restart),
    ];

    private static async Task New_set_stores_its_schedules_and_its_version(StoreHarness h)
    {
        h.Advance(5);
        var answer = await h.PutSetAsync("app", 3, S("a", 60), S("b", 30));
        var set = Outcome(answer, ScheduleSetOutcome.Stored);
        Expect.Sequence(["a", "b"], set.Added, "the added schedules");
        Expect.Sequence(["a", "b"], answer.Stored.Select(s => s.Schedule.Id), "the stored schedules");
        Expect.Equal(new StoredScheduleSet("app", 3, 2, h.Now, false), set.Stored, "the set in the answer");
        Expect.Equal(set.Stored, await h.SetAsync("app"), "the set that is read back");
        Expect.Equal("app", (await h.ScheduleAsync("a")).Set, "the set of a schedule");
        Expect.Absent((await h.PutAsync(StoreHarness.Every("alone", 5))).Set, "set of a schedule made by hand");
    }

    private static async Task Newer_set_adds_changes_and_removes_in_one_change(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 60), S("c", 60));
        await h.PutSetAsync("other", 1, S("x", 60));
        await h.PutAsync(StoreHarness.Every("alone", 60));
        h.Advance(10);
        var answer = await h.PutSetAsync("app", 5, S("a", 60), S("b", 30), S("d", 60));
        var set = Outcome(answer, ScheduleSetOutcome.Stored);
        Expect.Sequence(["d"], set.Added, "the added schedules");
        Expect.Sequence(["b"], set.Changed, "the changed schedules");
        Expect.Sequence(["c"], set.Removed, "the removed schedules");
        Expect.Sequence(["a"], set.Unchanged, "the unchanged schedules");
        Expect.Equal(1, answer.Removed, "the number of removed schedules");
        Expect.Sequence(["a", "alone", "b", "d", "x"], await h.ScheduleIdsAsync(), "the schedules");
        Expect.Equal(h.Now, (await h.ScheduleAsync("b")).Mark, "the mark of a changed schedule");
        Expect.Equal(new StoredScheduleSet("app", 5, 3, h.Now, false), await h.SetAsync("app"), "the set");
    }

    private static async Task Unchanged_schedule_of_a_newer_set_keeps_its_mark_and_revision(StoreHarness h)
    {
        var before = (await h.PutSetAsync("app", 1, S("a", 60))).Stored[0];
        h.Advance(600);
        var after = (await h.PutSetAsync("app", 2, S("a", 60), S("b", 60))).Stored[0];
        Expect.Equal((before.Revision, before.Mark), (after.Revision, after.Mark), "revision and mark");
        Expect.That(after.Next <= h.Now, "what came due before the newer set to be due still");
    }

    private static async Task Older_set_is_refused_and_changes_nothing(StoreHarness h)
    {
        await h.PutSetAsync("app", 7, S("a", 60), S("b", 60));
        var before = await h.ViewSchedulesAsync();
        h.Advance(10);
        foreach (var version in new long[] { 0, 1, 6 })
        {
            var answer = await h.PutSetAsync("app", version, S("a", 5), S("old", 5));
            var set = Outcome(answer, ScheduleSetOutcome.Older);
            Expect.Equal(7L, set.Stored?.Version, "the version that is stored");
            Expect.Equal(0, answer.Stored.Count, "the number of stored schedules");
        }

        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after an older set");
    }

    private static async Task Same_set_again_changes_nothing(StoreHarness h)
    {
        await h.PutSetAsync("app", 7, S("a", 60), S("b", 60));
        var before = await h.ViewSchedulesAsync();
        h.Advance(10);
        var set = Outcome(await h.PutSetAsync("app", 7, S("a", 60), S("b", 60)), ScheduleSetOutcome.Unchanged);
        Expect.Sequence(["a", "b"], set.Unchanged, "the unchanged schedules");
        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after the same set");
    }

    private static async Task Same_version_with_other_content_is_refused(StoreHarness h)
    {
        await h.PutSetAsync("app", 7, S("a", 60), S("b", 60));
        var before = await h.ViewSchedulesAsync();
        h.Advance(10);
        Schedule[][] others = [[S("a", 60)], [S("a", 60), S("b", 61)], [S("a", 60), S("c", 60)], []];
        foreach (var other in others)
        {
            var set = Outcome(await h.PutSetAsync("app", 7, other), ScheduleSetOutcome.Different);
            Expect.Equal(7L, set.Stored?.Version, "the version that is stored");
        }

        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after other content");
    }

    private static async Task Content_does_not_depend_on_the_order_of_the_schedules(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 30));
        Outcome(await h.PutSetAsync("app", 1, S("b", 30), S("a", 60)), ScheduleSetOutcome.Unchanged);
    }

    private static async Task Same_version_is_the_same_also_after_an_operator_changed_a_schedule(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 60));
        await h.PutAsync(S("a", 60) with { Paused = true, Reason = "holiday" });
        await h.PutAsync(S("b", 7));
        var before = await h.ViewSchedulesAsync();
        Outcome(await h.PutSetAsync("app", 1, S("a", 60), S("b", 60)), ScheduleSetOutcome.Unchanged);
        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after the set was declared again");
    }

    private static async Task What_stands_now_is_the_same_content_too(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 60));
        await h.PutAsync(S("b", 7));
        Outcome(await h.PutSetAsync("app", 1, S("a", 60), S("b", 7)), ScheduleSetOutcome.Unchanged);
        Outcome(await h.PutSetAsync("app", 1, S("a", 60), S("b", 8)), ScheduleSetOutcome.Different);
    }

    private static async Task Schedule_made_by_hand_is_a_conflict_unless_adopted(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("b", 60));
        var answer = await h.PutSetAsync("app", 1, S("a", 60), S("b", 60));
        var set = Outcome(answer, ScheduleSetOutcome.Conflict);
        Expect.Sequence([new ScheduleSetConflict("b", null)], set.Conflicts, "the conflicts");
        Expect.Equal("b", answer.Conflict, "the conflict");
        Expect.Sequence(["b"], await h.ScheduleIdsAsync(), "the schedules after a conflict");
        Expect.Absent(await h.Query.GetScheduleSetAsync("app", h.Cancellation), "set after a conflict");
        answer = await h.PutSetAsync("app", 1, set => set with { Adopt = true }, S("a", 60), S("b", 60));
        Expect.Sequence(["b"], Outcome(answer, ScheduleSetOutcome.Stored).Changed, "the changed schedules");
        Expect.Equal(("app", 1L), ((await h.ScheduleAsync("b")).Set, (await h.ScheduleAsync("b")).Revision),
            "set and revision of the adopted schedule, whose definition is the same");
    }

    private static async Task Schedule_of_another_set_is_a_conflict_unless_adopted(StoreHarness h)
    {
        await h.PutSetAsync("one", 1, S("a", 60), S("b", 60));
        var answer = await h.PutSetAsync("two", 1, S("b", 30));
        var set = Outcome(answer, ScheduleSetOutcome.Conflict);
        Expect.Sequence([new ScheduleSetConflict("b", "one")], set.Conflicts, "the conflicts");
        Outcome(await h.PutSetAsync("two", 1, s => s with { Adopt = true }, S("b", 30)), ScheduleSetOutcome.Stored);
        Expect.Equal("two", (await h.ScheduleAsync("b")).Set, "the set of the adopted schedule");
        Expect.Equal(1, (await h.SetAsync("one")).Schedules, "the number of schedules that the other set has left");
        Outcome(await h.PutSetAsync("one", 2, S("a", 60), S("b", 60)), ScheduleSetOutcome.Conflict);
        Outcome(await h.PutSetAsync("one", 2, S("a", 60)), ScheduleSetOutcome.Stored);
        await h.ScheduleAsync("b");
    }

    private static async Task Pause_by_an_operator_survives_a_newer_set(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 60));
        foreach (var id in new[] { "a", "b" })
            await h.PutAsync(S(id, 60) with { Paused = true, Reason = "holiday" });
        var answer = await h.PutSetAsync("app", 2, S("a", 60), S("b", 30));
        Expect.Sequence(["b"], Outcome(answer, ScheduleSetOutcome.Stored).Changed, "the changed schedules");
        foreach (var stored in answer.Stored)
            Expect.Equal((true, "holiday"), (stored.Schedule.Paused, stored.Schedule.Reason), "pause and its reason");
        answer = await h.PutSetAsync("app", 3, S("a", 15));
        Expect.That(answer.Stored[0].Schedule.Paused, "the pause to survive each further version");
    }

    private static async Task Resume_by_an_operator_survives_a_newer_set(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60) with { Paused = true, Reason = "not yet" });
        await h.PutAsync(S("a", 60));
        var answer = await h.PutSetAsync("app", 2, S("a", 30) with { Paused = true, Reason = "not yet" });
        Expect.Equal((false, null), (answer.Stored[0].Schedule.Paused, answer.Stored[0].Schedule.Reason), "the pause");
    }

    private static async Task Declared_pause_that_nobody_touched_follows_the_set(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60) with { Paused = true, Reason = "not yet" });
        var answer = await h.PutSetAsync("app", 2, S("a", 60));
        Expect.Equal((false, null), (answer.Stored[0].Schedule.Paused, answer.Stored[0].Schedule.Reason), "the pause");
        answer = await h.PutSetAsync("app", 3, S("a", 60) with { Paused = true });
        Expect.That(answer.Stored[0].Schedule.Paused, "the declared pause to hold");
    }

    private static async Task Set_that_resets_pauses_overrules_operators(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 60) with { Paused = true });
        await h.PutAsync(S("a", 60) with { Paused = true });
        await h.PutAsync(S("b", 60));
        var answer = await h.PutSetAsync(
            "app", 2, set => set with { ResetPauses = true }, S("a", 60), S("b", 60) with { Paused = true });
        Expect.Sequence([false, true], answer.Stored.Select(s => s.Schedule.Paused), "the pauses");
    }

    private static async Task Schedule_edited_by_hand_stays_in_its_set_and_a_newer_set_overrules_the_edit(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60));
        Expect.Equal("app", (await h.PutAsync(S("a", 5))).Set, "the set of an edited schedule");
        var answer = await h.PutSetAsync("app", 2, S("a", 60));
        Expect.Sequence(["a"], Outcome(answer, ScheduleSetOutcome.Stored).Changed, "the changed schedules");
        Expect.Equal(S("a", 60).Trigger.Text, (await h.ScheduleAsync("a")).Schedule.Trigger.Text, "the trigger");
    }

    private static async Task Schedule_removed_by_hand_comes_back_with_a_newer_set_only(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 60));
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["a"]), h.Cancellation);
        Expect.Equal(1, (await h.SetAsync("app")).Schedules, "the number of schedules of the set");
        Outcome(await h.PutSetAsync("app", 1, S("a", 60), S("b", 60)), ScheduleSetOutcome.Unchanged);
        Expect.Sequence(["b"], await h.ScheduleIdsAsync(), "the schedules");
        var answer = await h.PutSetAsync("app", 2, S("a", 60), S("b", 60));
        Expect.Sequence(["a"], Outcome(answer, ScheduleSetOutcome.Stored).Added, "the added schedules");
    }

    private static async Task Removed_set_does_not_come_back_with_the_same_or_an_older_version(StoreHarness h)
    {
        await h.PutSetAsync("app", 4, S("a", 60), S("b", 60));
        await h.PutAsync(StoreHarness.Every("alone", 60));
        h.Advance(10);
        var answer = await h.RemoveSetAsync("app");
        Expect.Sequence(["a", "b"], Outcome(answer, ScheduleSetOutcome.Removed).Removed, "the removed schedules");
        Expect.Sequence(["alone"], await h.ScheduleIdsAsync(), "the schedules");
        Expect.Equal(new StoredScheduleSet("app", 4, 0, h.Now, true), await h.SetAsync("app"), "the removed set");
        Outcome(await h.RemoveSetAsync("app"), ScheduleSetOutcome.Unknown);
        foreach (var version in new long[] { 3, 4 })
            Expect.That(
                Outcome(await h.PutSetAsync("app", version, S("a", 60), S("b", 60)), ScheduleSetOutcome.Older)
                    .Stored!.IsRemoved,
                "the answer to say that the set was removed");
        Expect.Sequence(["alone"], await h.ScheduleIdsAsync(), "the schedules");
        Outcome(await h.PutSetAsync("app", 5, S("a", 60)), ScheduleSetOutcome.Stored);
        Expect.Equal(new StoredScheduleSet("app", 5, 1, h.Now, false), await h.SetAsync("app"), "the set");
    }

    private static async Task Forgotten_set_may_come_back_in_any_version(StoreHarness h)
    {
        await h.PutSetAsync("app", 4, S("a", 60));
        await h.RemoveSetAsync("app");
        Outcome(await h.RemoveSetAsync("app", forget: true), ScheduleSetOutcome.Removed);
        Expect.Absent(await h.Query.GetScheduleSetAsync("app", h.Cancellation), "forgotten set");
        Outcome(await h.RemoveSetAsync("app", forget: true), ScheduleSetOutcome.Unknown);
        Outcome(await h.PutSetAsync("app", 1, S("a", 60)), ScheduleSetOutcome.Stored);
        Outcome(await h.RemoveSetAsync("app", forget: true), ScheduleSetOutcome.Removed);
        Expect.Sequence([], await h.ScheduleIdsAsync(), "the schedules");
    }

    private static async Task Trial_says_what_would_happen_and_changes_nothing(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60), S("b", 60), S("c", 60));
        var before = await h.ViewSchedulesAsync();
        h.Advance(10);
        var answer = await h.PutSetAsync("app", 2, set => set with { IsTrial = true }, S("a", 60), S("b", 9), S("d", 60));
        var set = Outcome(answer, ScheduleSetOutcome.Stored);
        Expect.Sequence(["d", "b", "c", "a"], set.Added.Concat(set.Changed).Concat(set.Removed).Concat(set.Unchanged),
            "added, changed, removed and unchanged schedules");
        Expect.Equal((2L, 3), (set.Stored!.Version, set.Stored.Schedules), "version and size that the set would have");
        Outcome(await h.RemoveSetAsync("app", trial: true), ScheduleSetOutcome.Removed);
        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after a trial");
    }

    private static async Task Empty_newer_set_removes_all_schedules_of_the_set_only(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60));
        await h.PutSetAsync("other", 1, S("x", 60));
        Outcome(await h.PutSetAsync("app", 2), ScheduleSetOutcome.Stored);
        Expect.Sequence(["x"], await h.ScheduleIdsAsync(), "the schedules");
        Expect.Equal((2L, 0, false), await PartsAsync(h, "app"), "version, size and removal of the empty set");
    }

    private static async Task Refused_set_leaves_no_part(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60));
        await h.PutAsync(StoreHarness.Every("mine", 60));
        var before = await h.ViewSchedulesAsync();
        Outcome(await h.PutSetAsync("app", 2, S("a", 5), S("new", 5), S("mine", 5)), ScheduleSetOutcome.Conflict);
        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after a refused set");
    }

    private static async Task Bad_set_is_refused_whole(StoreHarness h)
    {
        await h.PutSetAsync("app", 1, S("a", 60));
        var before = await h.ViewSchedulesAsync();
        await Expect.ThrowsAsync<InvalidJobException>(
            () => h.PutSetAsync("app", 2, S("b", 60), S("b", 30)), "a set with the same id twice");
        await Expect.ThrowsAsync<InvalidJobException>(
            () => h.PutSetAsync("app", 2, S("b", 60), S("c", 60) with { Jitter = TimeSpan.FromSeconds(-1) }),
            "a set with a bad schedule");
        await Expect.ThrowsAsync<InvalidJobException>(() => h.PutSetAsync("app", -1, S("b", 60)), "a negative version");
        await Expect.ThrowsAsync<InvalidJobException>(() => h.PutSetAsync("a b", 1, S("b", 60)), "a bad name");
        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after a bad set");
    }

    private static async Task Sets_are_listed_by_name_in_pages(StoreHarness h)
    {
        foreach (var name in new[] { "d", "b", "a", "c" }) await h.PutSetAsync(name, 1, S($"s-{name}", 60));
        await h.RemoveSetAsync("c");
        var first = await h.Query.ListScheduleSetsAsync(null, 2, h.Cancellation);
        Expect.Sequence(["a", "b"], first.Items.Select(set => set.Name), "the first page");
        Expect.Equal("b", first.Next, "the cursor");
        var second = await h.Query.ListScheduleSetsAsync("b", 2, h.Cancellation);
        Expect.Sequence(["c", "d"], second.Items.Select(set => set.Name), "the second page");
        Expect.Sequence([true, false], second.Items.Select(set => set.IsRemoved), "which of them are removed");
        Expect.Absent(second.Next, "cursor at the end");
    }

    private static async Task Newest_of_many_versions_in_any_order_wins(StoreHarness h)
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var name = $"set-{round}";
            var versions = Enumerable.Range(1, 6).ToArray();
            random.Shuffle(versions);
            await Task.WhenAll(versions.Select(version => h.PutSetAsync(name, version, Versioned(name, version))));
            Expect.Equal((6L, 3, false), await PartsAsync(h, name), "version, size and removal of the set");
            foreach (var schedule in Versioned(name, 6))
                Expect.Equal(
                    schedule.Trigger.Text, (await h.ScheduleAsync(schedule.Id)).Schedule.Trigger.Text, "the trigger");
        }

        Expect.Equal(60, (await h.ScheduleIdsAsync()).Count, "the number of schedules");
    }

    private static async Task Sets_members_and_removed_versions_survive_a_restart(StoreHarness h)
    {
        await h.PutSetAsync("app", 3, S("a", 60) with { Paused = true }, S("b", 60));
        await h.PutSetAsync("gone", 9, S("x", 60));
        await h.RemoveSetAsync("gone");
        await h.PutSetAsync("lost", 9, S("y", 60));
        await h.RemoveSetAsync("lost", forget: true);
        await h.PutAsync(S("b", 60) with { Paused = true, Reason = "holiday" });
        var before = await h.ViewSchedulesAsync();
        await h.RestartAsync();
        Expect.Equal(before, await h.ViewSchedulesAsync(), "everything after a restart");
        Outcome(await h.PutSetAsync("app", 2, S("old", 60)), ScheduleSetOutcome.Older);
        Outcome(
            await h.PutSetAsync("app", 3, S("a", 60) with { Paused = true }, S("b", 60)), ScheduleSetOutcome.Unchanged);
        Outcome(await h.PutSetAsync("gone", 9, S("x", 60)), ScheduleSetOutcome.Older);
        Expect.Absent(await h.Query.GetScheduleSetAsync("lost", h.Cancellation), "forgotten set");
        var answer = await h.PutSetAsync("app", 4, S("a", 60), S("b", 60));
        Expect.Sequence([false, true], answer.Stored.Select(s => s.Schedule.Paused),
            "the pauses: the set took back its own, the operator did not");
    }

    private static Schedule S(string id, int seconds) => StoreHarness.Every(id, seconds);

    private static Schedule[] Versioned(string set, int version) =>
        [S($"{set}-a", version), S($"{set}-b", 60), S($"{set}-v{version}", 60)];

    private static ScheduleSetAnswer Outcome(ScheduleChangeAnswer answer, ScheduleSetOutcome expected)
    {
        var set = Expect.Present(answer.Set, "what became of the set");
        Expect.Equal(expected, set.Outcome, "what became of the set");
        return set;
    }

    private static async Task<(long Version, int Schedules, bool IsRemoved)> PartsAsync(StoreHarness h, string name)
    {
        var set = await h.SetAsync(name);
        return (set.Version, set.Schedules, set.IsRemoved);
    }
}
