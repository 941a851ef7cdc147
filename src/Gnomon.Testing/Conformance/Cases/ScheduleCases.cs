using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How schedules are kept.</summary>
internal static class ScheduleCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("schedules", New_schedule_starts_at_revision_one_with_its_mark_at_now),
        Case("schedules", Changed_schedule_gets_a_new_revision_and_mark),
        Case("schedules", Identical_put_changes_nothing),
        Case("schedules", Paused_schedule_has_no_next_tick),
        Case("schedules", Resumed_schedule_never_fires_the_past),
        Case("schedules", Unexpected_revision_refuses_the_whole_change),
        Case("schedules", Revision_zero_expects_no_schedule),
        Case("schedules", Expected_revision_lets_the_change_through),
        Case("schedules", Removed_schedule_is_forgotten_with_its_ticks),
        Case("schedules", Unknown_schedule_to_remove_is_no_error),
        Case("schedules", Puts_and_removes_happen_together),
        Case("schedules", Due_schedules_come_most_overdue_first),
        Case("schedules", Schedules_are_listed_by_id_in_pages),
    ];

    private static async Task New_schedule_starts_at_revision_one_with_its_mark_at_now(StoreHarness h)
    {
        h.Advance(7);
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        Expect.Equal(1L, stored.Revision, "the revision");
        Expect.Equal(h.Now, stored.Mark, "the mark");
        Expect.Equal(stored.Schedule.Next(h.Now), stored.Next, "the next tick");
        Expect.Absent(stored.LastTick, "last tick of a new schedule");
        var read = await h.ScheduleAsync("s");
        Expect.Equal(stored.Next, read.Next, "the next tick that is read back");
        Expect.Equal(stored.Schedule.Trigger.Text, read.Schedule.Trigger.Text, "the trigger that is read back");
        Expect.Equal(1, (await h.Query.GetStatsAsync(h.Cancellation)).Schedules, "the number of schedules");
    }

    private static async Task Changed_schedule_gets_a_new_revision_and_mark(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 60));
        h.Advance(300);
        var changed = await h.PutAsync(StoreHarness.Every("s", 10));
        Expect.Equal(2L, changed.Revision, "the revision");
        Expect.Equal(h.Now, changed.Mark, "the mark");
        Expect.That(changed.Next > h.Now, "the next tick to be later than the edit");
    }

    private static async Task Identical_put_changes_nothing(StoreHarness h)
    {
        var first = await h.PutAsync(StoreHarness.Every("s", 60));
        h.Advance(300);
        var second = await h.PutAsync(StoreHarness.Every("s", 60));
        Expect.Equal(first.Revision, second.Revision, "the revision");
        Expect.Equal(first.Mark, second.Mark, "the mark");
    }

    private static async Task Paused_schedule_has_no_next_tick(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 60));
        var paused = await h.PutAsync(StoreHarness.Every("s", 60) with { Paused = true, Reason = "holiday" });
        Expect.Absent(paused.Next, "next tick of a paused schedule");
        h.Advance(3600);
        Expect.Equal(0, (await DueAsync(h)).Items.Count, "the number of due schedules");
        Expect.Equal("holiday", (await h.ScheduleAsync("s")).Schedule.Reason, "the reason");
    }

    private static async Task Resumed_schedule_never_fires_the_past(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 60) with { Paused = true });
        h.Advance(3600);
        var resumed = await h.PutAsync(StoreHarness.Every("s", 60));
        Expect.Equal(h.Now, resumed.Mark, "the mark");
        Expect.That(resumed.Next > h.Now, "the next tick to be later than the end of the pause");
    }

    private static async Task Unexpected_revision_refuses_the_whole_change(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 60));
        await h.PutAsync(StoreHarness.Every("gone", 60));
        var answer = await h.Store.PutSchedulesAsync(
            new ScheduleChanges(
                [new(StoreHarness.Every("new", 5)), new(StoreHarness.Every("s", 10), ExpectedRevision: 7)], ["gone"]),
            h.Cancellation);
        Expect.Equal("s", answer.Conflict, "the conflict");
        Expect.Absent(await h.Query.GetScheduleAsync("new", h.Cancellation), "schedule from a refused change");
        Expect.Equal(1L, (await h.ScheduleAsync("s")).Revision, "the revision after a refused change");
        await h.ScheduleAsync("gone");
    }

    private static async Task Revision_zero_expects_no_schedule(StoreHarness h)
    {
        var changes = new ScheduleChanges([new(StoreHarness.Every("s", 60), ExpectedRevision: 0)], []);
        Expect.Absent((await h.Store.PutSchedulesAsync(changes, h.Cancellation)).Conflict, "conflict for a new id");
        var again = await h.Store.PutSchedulesAsync(changes, h.Cancellation);
        Expect.Equal("s", again.Conflict, "the conflict for a known id");
    }

    private static async Task Expected_revision_lets_the_change_through(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 60));
        var answer = await h.Store.PutSchedulesAsync(
            new ScheduleChanges([new(StoreHarness.Every("s", 10), ExpectedRevision: 1)], []), h.Cancellation);
        Expect.Absent(answer.Conflict, "conflict for the right revision");
        Expect.Equal(2L, answer.Stored[0].Revision, "the revision");
    }

    private static async Task Removed_schedule_is_forgotten_with_its_ticks(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        h.Advance(60);
        await h.FireAsync(h.NextTick(stored));
        var answer = await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["s"]), h.Cancellation);
        Expect.Equal(1, answer.Removed, "the number of removed schedules");
        Expect.Absent(await h.Query.GetScheduleAsync("s", h.Cancellation), "schedule after its removal");
        h.Advance(600);
        Expect.Equal(0, (await DueAsync(h)).Items.Count, "the number of due schedules");
        var anew = await h.PutAsync(StoreHarness.Every("s", 60));
        Expect.Equal(1L, anew.Revision, "the revision of a new schedule of that id");
        Expect.Absent(anew.LastTick, "last tick of a new schedule");
        var ticks = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Equal(0, ticks.Items.Count, "the number of ticks of a new schedule");
    }

    private static async Task Unknown_schedule_to_remove_is_no_error(StoreHarness h)
    {
        var answer = await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["nobody"]), h.Cancellation);
        Expect.Absent(answer.Conflict, "conflict");
        Expect.Equal(0, answer.Removed, "the number of removed schedules");
    }

    private static async Task Puts_and_removes_happen_together(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("old", 60));
        var answer = await h.Store.PutSchedulesAsync(
            new ScheduleChanges([new(StoreHarness.Every("b", 5)), new(StoreHarness.Every("a", 5))], ["old"]),
            h.Cancellation);
        Expect.Sequence(["b", "a"], answer.Stored.Select(s => s.Schedule.Id), "the stored schedules");
        Expect.Equal(1, answer.Removed, "the number of removed schedules");
        Expect.Equal(2, (await h.Query.GetStatsAsync(h.Cancellation)).Schedules, "the number of schedules");
    }

    private static async Task Due_schedules_come_most_overdue_first(StoreHarness h)
    {
        var slow = await h.PutAsync(StoreHarness.Every("slow", 3600));
        await h.PutAsync(StoreHarness.Every("minute", 60));
        await h.PutAsync(StoreHarness.Every("quick", 10));
        Expect.Equal(0, (await DueAsync(h)).Items.Count, "the number of due schedules at first");
        h.Advance(600);
        var due = await DueAsync(h);
        Expect.Sequence(["quick", "minute"], due.Items.Select(s => s.Schedule.Id), "the due schedules");
        Expect.Equal(slow.Next, due.NextDue, "the moment the next one is due");
        var one = await h.Query.DueSchedulesAsync(h.Now, 1, h.Cancellation);
        Expect.Sequence(["quick"], one.Items.Select(s => s.Schedule.Id), "the most overdue schedule");
    }

    private static async Task Schedules_are_listed_by_id_in_pages(StoreHarness h)
    {
        foreach (var id in new[] { "d", "b", "e", "a", "c" }) await h.PutAsync(StoreHarness.Every(id, 60));
        var first = await h.Query.ListSchedulesAsync(null, 2, h.Cancellation);
        Expect.Sequence(["a", "b"], first.Items.Select(s => s.Schedule.Id), "the first page");
        Expect.Equal("b", first.Next, "the cursor");
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["b"]), h.Cancellation);
        var second = await h.Query.ListSchedulesAsync("b", 10, h.Cancellation);
        Expect.Sequence(["c", "d", "e"], second.Items.Select(s => s.Schedule.Id), "the second page");
        Expect.Absent(second.Next, "cursor at the end");
    }

    private static async Task<DueSchedules> DueAsync(StoreHarness h) =>
        await h.Query.DueSchedulesAsync(h.Now, 100, h.Cancellation);
}
