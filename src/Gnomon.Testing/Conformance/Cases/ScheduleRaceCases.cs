using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Changes of schedules and firings at the same moment. An engine may work a change out from what it has read: what
/// was read must still be so when it is carried out.</summary>
internal static class ScheduleRaceCases
{
    private const int Rounds = 10;

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("schedules", Changes_that_race_with_one_expected_revision_have_one_winner),
        Case("schedules", Changes_that_race_get_a_revision_each),
        Case("sets", Sets_that_race_with_one_version_leave_one_of_them_whole),
        Case("P2", Firings_and_changes_that_race_decide_a_tick_once),
        Case("P2", Next_tick_after_a_firing_follows_the_rule_that_is_stored_then),
    ];

    private static async Task Changes_that_race_with_one_expected_revision_have_one_winner(StoreHarness h)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await RaceCases.TogetherAsync(caller => h.Store.PutSchedulesAsync(
                new ScheduleChanges([new SchedulePut(StoreHarness.Every("s", 60 + caller + (round * 100)), round)], []),
                h.Cancellation).AsTask());
            Expect.Equal(1, answers.Count(a => a.Conflict is null), "the number of changes that were carried out");
            var stored = await h.ScheduleAsync("s");
            Expect.Equal(round + 1L, stored.Revision, "the revision");
            Expect.Equal(
                answers.Single(a => a.Conflict is null).Stored[0].Schedule.Trigger.Text, stored.Schedule.Trigger.Text,
                "the rule that is stored");
        }
    }

    private static async Task Changes_that_race_get_a_revision_each(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 60));
        var answers = await RaceCases.TogetherAsync(caller => h.PutAsync(StoreHarness.Every("s", 100 + caller)));
        Expect.Sequence(
            Enumerable.Range(2, answers.Length).Select(i => (long)i), answers.Select(a => a.Revision).Order(),
            "the revisions that the changes made");
        var stored = await h.ScheduleAsync("s");
        var last = answers.MaxBy(a => a.Revision)!;
        Expect.Equal(last.Schedule.Trigger.Text, stored.Schedule.Trigger.Text, "the rule that is stored");
        Expect.Equal(
            answers.Length + 1, (await h.Query.ListScheduleEventsAsync("s", h.Cancellation)).Count,
            "the number of changes that are remembered");
    }

    private static async Task Sets_that_race_with_one_version_leave_one_of_them_whole(StoreHarness h)
    {
        for (var version = 1; version <= Rounds; version++)
        {
            var now = version;
            var answers = await RaceCases.TogetherAsync(caller => h.PutSetAsync(
                "app", now, StoreHarness.Every("shared", 60), StoreHarness.Every($"own-{caller}-{now}", 60)));
            var winner = answers.Single(a => a.Set!.Outcome == ScheduleSetOutcome.Stored);
            Expect.Equal(
                answers.Length - 1, answers.Count(a => a.Set!.Outcome == ScheduleSetOutcome.Different),
                "the number of sets that were refused");
            Expect.Sequence(
                winner.Stored.Select(s => s.Schedule.Id).Order(StringComparer.Ordinal), await h.ScheduleIdsAsync(),
                "the schedules");
            Expect.Equal(2, (await h.SetAsync("app")).Schedules, "the number of schedules of the set");
        }
    }

    private static async Task Firings_and_changes_that_race_decide_a_tick_once(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        for (var round = 1; round <= Rounds; round++)
        {
            if (stored.NextDue is { } due && due > h.Now) h.Time.Advance(due - h.Now);
            var (request, seconds) = (h.NextTick(stored), 60 + round);
            var applied = await RaceCases.TogetherAsync(async caller =>
            {
                if (caller % 4 != 0) return await h.FireAsync(request);
                await h.PutAsync(StoreHarness.Every("s", seconds));
                return false;
            });
            var ran = applied.Count(was => was);
            Expect.That(ran <= 1, $"one firing at most to be applied, not {ran}");
            Expect.Equal(
                ran, (await h.TicksAsync()).Count(t => t.At == request.NewMark), "the number of records of the tick");
            var before = stored;
            stored = await h.ScheduleAsync("s");
            Expect.Equal(before.Revision + 1, stored.Revision, "the revision after the same change twice");
            Expect.Equal(before.Runs + ran, stored.Runs, "the number of runs");
            Expect.Equal(stored.Schedule.Next(stored.Mark), stored.Next, "the next tick");
        }
    }

    private static async Task Next_tick_after_a_firing_follows_the_rule_that_is_stored_then(StoreHarness h)
    {
        var before = await h.PutAsync(StoreHarness.Every("s", 60));
        await h.Query.DueSchedulesAsync(DateTimeOffset.MaxValue, 10, h.Cancellation);
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["s"]), h.Cancellation);
        // Mark and revision are what they were, since no time has passed.
        var rule = StoreHarness.Every("s", 7);
        await h.PutAsync(rule);
        h.Time.Advance(before.Next!.Value - h.Now);
        await h.DecideAsync(h.NextTick(before));
        var stored = await h.ScheduleAsync("s");
        Expect.Equal(before.Next, stored.Mark, "the mark");
        Expect.Equal(rule.Next(stored.Mark), stored.Next, "the next tick");
        var due = await h.Query.DueSchedulesAsync(DateTimeOffset.MaxValue, 10, h.Cancellation);
        Expect.Sequence([stored.Next], due.Items.Select(s => s.NextDue), "when schedules come due");
    }
}
