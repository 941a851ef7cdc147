using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Ticks that are due later than their nominal instant.</summary>
internal static class JitterCases
{
    private static readonly TimeSpan OneStep = TimeSpan.FromTicks(1);

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("jitter", Jittered_tick_is_due_at_its_own_instant_and_not_before),
        Case("P2", Jittered_tick_is_fired_once_under_its_nominal_instant),
        Case("jitter", Due_schedules_are_ordered_by_when_they_are_due),
        Case("jitter", Edit_before_a_tick_is_due_drops_it),
        Case("jitter", Negative_jitter_is_refused_by_name),
        RestartCase("jitter", Jittered_tick_is_due_at_the_same_instant_after_a_restart),
    ];

    private static async Task Jittered_tick_is_due_at_its_own_instant_and_not_before(StoreHarness h)
    {
        var stored = await h.PutAsync(Jittered("s", 60, 50));
        Expect.Equal(stored.Schedule.Next(h.Now), stored.Next, "the next tick, by its nominal instant");
        var due = DueAt(stored);
        Expect.Equal(stored.Schedule.RunAt(stored.Next!.Value), due, "the instant it is due at");
        Expect.That(due > stored.Next && due < stored.Next.Value.AddSeconds(50), "the tick to be due inside the jitter");

        h.Time.Advance(due - h.Now - OneStep);
        var before = await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation);
        Expect.Equal(0, before.Items.Count, "the number of due schedules just before the instant");
        Expect.Equal(due, before.NextDue, "the moment the next one is due");
        h.Time.Advance(OneStep);
        var after = await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation);
        Expect.Equal("s", after.Items.Single().Schedule.Id, "the schedule that is due at the instant");
        Expect.Absent(after.NextDue, "moment of a further one");
    }

    private static async Task Jittered_tick_is_fired_once_under_its_nominal_instant(StoreHarness h)
    {
        var stored = await h.PutAsync(Jittered("s", 60, 50));
        var at = stored.Next!.Value;
        h.Time.Advance(DueAt(stored) - h.Now);
        var request = h.NextTick(stored);
        Expect.Sequence(
            [true, false],
            (await h.Store.FireAsync([request, request], h.Cancellation)).Select(answer => answer.Applied), "which requests were applied");
        var job = Expect.Present(await h.Query.GetJobAsync(JobId.ForTick("s", at), h.Cancellation), "the tick's job");
        Expect.Equal(at, job.Spec.Tick, "the tick of the job");
        Expect.Equal(JobState.Ready, job.State, "the state of the job");
        var ticks = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Equal((at, h.Now), (ticks.Items.Single().At, ticks.Items.Single().FiredAt), "the tick's two instants");
        var after = await h.ScheduleAsync("s");
        Expect.Equal((at, (DateTimeOffset?)at), (after.Mark, after.LastTick), "the mark and the last tick");
        Expect.Equal(at.AddSeconds(60), after.Next, "the next tick");
        Expect.Equal(
            0, (await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation)).Items.Count, "the number of due schedules");
    }

    private static async Task Due_schedules_are_ordered_by_when_they_are_due(StoreHarness h)
    {
        var stored = new List<StoredSchedule>();
        foreach (var id in new[] { "a", "b", "c", "d", "e", "f" }) stored.Add(await h.PutAsync(Jittered(id, 60, 60)));
        var inOrder = stored.OrderBy(DueAt).ToList();
        h.Time.Advance(DueAt(inOrder[3]) - h.Now);
        var due = await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation);
        Expect.Sequence(
            inOrder.Take(4).Select(s => s.Schedule.Id), due.Items.Select(s => s.Schedule.Id), "the due schedules");
        Expect.Equal(DueAt(inOrder[4]), due.NextDue, "the moment the next one is due");
    }

    private static async Task Edit_before_a_tick_is_due_drops_it(StoreHarness h)
    {
        var stored = await h.PutAsync(Jittered("s", 60, 50));
        h.Time.Advance(DueAt(stored) - h.Now - OneStep);
        var edited = await h.PutAsync(Jittered("s", 60, 50) with { Reason = "edited" });
        Expect.Equal(stored.Next!.Value.AddSeconds(60), edited.Next, "the next tick after the edit");
    }

    private static async Task Negative_jitter_is_refused_by_name(StoreHarness h)
    {
        var refused = await Expect.ThrowsAsync<InvalidJobException>(
            () => h.PutAsync(Jittered("s", 60, -1)), "storing a schedule with a negative jitter");
        Expect.Equal("jitter", refused.Field, "the member that is named");
        Expect.Absent(await h.Query.GetScheduleAsync("s", h.Cancellation), "schedule that was refused");
    }

    private static async Task Jittered_tick_is_due_at_the_same_instant_after_a_restart(StoreHarness h)
    {
        var before = await h.PutAsync(Jittered("s", 60, 50));
        await h.RestartAsync();
        var after = await h.ScheduleAsync("s");
        Expect.Equal(before.Schedule.Jitter, after.Schedule.Jitter, "the jitter");
        Expect.Equal(before.NextDue, after.NextDue, "the instant the next tick is due at");
        h.Time.Advance(DueAt(before) - h.Now - OneStep);
        Expect.Equal(
            before.NextDue, (await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation)).NextDue,
            "the moment the next one is due");
        h.Time.Advance(OneStep);
        Expect.Equal(
            1, (await h.Query.DueSchedulesAsync(h.Now, 10, h.Cancellation)).Items.Count, "the number of due schedules");
    }

    private static Schedule Jittered(string id, int every, int jitter) =>
        StoreHarness.Every(id, every) with { Jitter = TimeSpan.FromSeconds(jitter) };

    private static DateTimeOffset DueAt(StoredSchedule stored) =>
        stored.NextDue ?? throw new ExpectationException($"Expected schedule {stored.Schedule.Id} to have a next tick.");
}
