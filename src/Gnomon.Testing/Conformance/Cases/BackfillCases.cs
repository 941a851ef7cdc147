using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Runs that somebody asks for: now, or for ticks of the past; and ticks that are too early.</summary>
internal static class BackfillCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("fire", Run_by_hand_is_no_tick_and_leaves_the_mark),
        Case("overlap", Run_by_hand_obeys_the_overlap_of_the_schedule),
        Case("fire", Run_by_hand_of_a_changed_schedule_is_refused),
        Case("fire", Backfilled_ticks_are_recorded_and_leave_the_mark_and_the_runs),
        Case("P2", Backfilled_tick_that_ran_does_not_run_again),
        Case("P2", Backfilled_tick_whose_job_is_gone_does_not_run_again),
        Case("overlap", Backfill_obeys_the_overlap_that_it_asks_for),
        Case("overlap", Backfill_leaves_undecided_what_the_buffer_cannot_take),
        Case("P5", Tick_that_is_not_due_by_the_clock_of_the_store_is_refused),
        Case("P5", Tick_whose_jitter_has_not_passed_is_refused),
        Case("P5", Due_schedules_tell_the_clock_of_the_store),
        RestartCase("fire", Backfilled_ticks_are_told_after_a_restart_as_before),
    ];

    private static async Task Run_by_hand_is_no_tick_and_leaves_the_mark(StoreHarness h)
    {
        var before = await h.PutAsync(OverlapCases.With(OverlapPolicy.Skip));
        h.Advance(10);
        var answer = await h.DecideAsync(ByHand(h, before));
        Expect.Equal(TickOutcome.Ran, answer.Ticks[0].Outcome, "what was decided");
        var job = await h.ClaimOneAsync();
        Expect.Equal((answer.Ticks[0].Job, "s"), (job.Token.Job, job.Spec.Schedule), "the job");
        var after = await h.ScheduleAsync("s");
        Expect.Equal((before.Mark, before.Next, 0L), (after.Mark, after.Next, after.Runs), "mark, next and runs");
        Expect.Equal(0, (await h.TicksAsync()).Count, "the number of ticks");
        Expect.Equal(job.Token.Job, after.LastRun?.Job, "the last run");
    }

    private static async Task Run_by_hand_obeys_the_overlap_of_the_schedule(StoreHarness h)
    {
        var stored = await h.PutAsync(OverlapCases.With(OverlapPolicy.Skip));
        await h.FireNextAsync();
        var answer = await h.DecideAsync(ByHand(h, stored));
        Expect.Equal(
            (TickOutcome.Skipped, "overlap: the job of an earlier tick has not ended"),
            (answer.Ticks[0].Outcome, answer.Ticks[0].Reason), "what was decided");
        Expect.Equal(0L, (await h.ScheduleAsync("s")).Counts.Skipped, "the count of skipped ticks");
        var other = await h.DecideAsync(ByHand(h, stored) with { Overlap = OverlapPolicy.BufferOne });
        Expect.Equal(TickOutcome.Buffered, other.Ticks[0].Outcome, "what was decided with another overlap");
    }

    private static async Task Run_by_hand_of_a_changed_schedule_is_refused(StoreHarness h)
    {
        var stored = await h.PutAsync(OverlapCases.With(OverlapPolicy.Skip));
        await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        Expect.Equal(false, await h.FireAsync(ByHand(h, stored)), "whether it was applied");
    }

    private static async Task Backfilled_ticks_are_recorded_and_leave_the_mark_and_the_runs(StoreHarness h)
    {
        var stored = await h.PutAsync(OverlapCases.With(OverlapPolicy.Skip) with { MaxRuns = 5 });
        h.Advance(30);
        var (from, to) = (stored.Mark.AddMinutes(-10), stored.Mark.AddMinutes(-6));
        var answer = await h.DecideAsync(Backfill(h, stored, from, to));
        Expect.Sequence(
            [TickOutcome.Ran, TickOutcome.Buffered, TickOutcome.Buffered, TickOutcome.Buffered],
            answer.Ticks.Select(t => t.Outcome), "the outcomes");
        var ticks = await h.TicksAsync();
        Expect.Equal(4, ticks.Count, "the number of recorded ticks");
        Expect.Equal("backfill", ticks[3].Reason, "the reason of the first");
        Expect.That(
            ticks[0].Reason?.StartsWith("backfill; overlap: ", StringComparison.Ordinal) == true,
            $"the reason of a buffered one names the backfill and the overlap; it is {ticks[0].Reason}");
        var after = await h.ScheduleAsync("s");
        Expect.Equal((stored.Mark, stored.Next, 0L), (after.Mark, after.Next, after.Runs), "mark, next and runs");
        Expect.Absent(after.LastTick, "last tick");
        Expect.Equal((1L, 3L), (after.Counts.Ran, after.Counts.Buffered), "the counts");
        Expect.Equal(JobId.ForTick("s", ticks[3].At), (await h.ClaimOneAsync()).Token.Job, "the job of the first");
    }

    private static async Task Backfilled_tick_that_ran_does_not_run_again(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        var start = h.Now;
        await h.FireManyAsync(2);
        var stored = await h.ScheduleAsync("s");
        var request = Backfill(h, stored, start, h.Now.AddTicks(1)) with { Overlap = OverlapPolicy.Allow };
        for (var times = 0; times < 2; times++)
        {
            var answer = await h.DecideAsync(request);
            Expect.Sequence(
                [TickOutcome.Skipped, TickOutcome.Skipped], answer.Ticks.Select(t => t.Outcome).TakeLast(2), "outcomes");
            Expect.Sequence(
                [EnqueueOutcome.SameId, EnqueueOutcome.SameId], answer.Jobs.Select(j => j.Outcome).TakeLast(2), "jobs");
        }

        Expect.Equal(request.Jobs.Count, (await h.ListAsync()).Count, "the number of jobs");
        Expect.Equal(request.Jobs.Count, (await h.TicksAsync()).Count, "the number of recorded ticks");
    }

    private static async Task Backfilled_tick_whose_job_is_gone_does_not_run_again(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        await h.FireNextAsync();
        var at = h.Now;
        var job = await h.ClaimOneAsync();
        await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        await h.ControlAsync(ControlAction.Delete, job.Token.Job);
        var answer = await h.DecideAsync(Backfill(h, await h.ScheduleAsync("s"), at, at.AddTicks(1)));
        Expect.Equal(TickOutcome.Skipped, answer.Ticks.Single().Outcome, "the outcome");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Backfill_obeys_the_overlap_that_it_asks_for(StoreHarness h)
    {
        var stored = await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        var request = Backfill(h, stored, stored.Mark.AddMinutes(-5), stored.Mark) with { Overlap = OverlapPolicy.Skip };
        var answer = await h.DecideAsync(request);
        Expect.Equal(1, answer.Ticks.Count(t => t.Outcome == TickOutcome.Ran), "the number of ticks that ran");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
        Expect.Equal(answer.Ticks.Count - 1L, (await h.ScheduleAsync("s")).Counts.Skipped, "the count of skipped ticks");
    }

    private static async Task Backfill_leaves_undecided_what_the_buffer_cannot_take(StoreHarness h)
    {
        var schedule = StoreHarness.Every("s", 1);
        var stored = await h.PutAsync(schedule with { Overlap = OverlapPolicy.BufferAll });
        var (from, most) = (stored.Mark.AddHours(-1), ScheduleLimits.MaxBuffered + 1);
        var answer = await h.DecideAsync(Backfill(h, stored, from, from.AddSeconds(most + 20)));
        Expect.Equal(most, answer.Ticks.Count, "the number of decided ticks");
        Expect.Equal(most, (await h.ListAsync(limit: 1000)).Count, "the number of jobs");
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        var next = answer.Ticks[^1].At.AddTicks(1);
        var rest = await h.DecideAsync(Backfill(h, stored, next, from.AddSeconds(most + 20)));
        Expect.Equal(1, rest.Ticks.Count, "the number of ticks decided once there is room");
    }

    private static async Task Tick_that_is_not_due_by_the_clock_of_the_store_is_refused(StoreHarness h)
    {
        var stored = await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        h.Advance(59);
        Expect.Equal(false, await h.FireAsync(h.NextTick(stored)), "whether a tick in a second was applied");
        var early = Backfill(h, stored, h.Now, h.Now.AddMinutes(2));
        Expect.Equal(false, await h.FireAsync(early), "whether a backfill of the future was applied");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs");
        h.Advance(60);
        Expect.Equal(true, await h.FireAsync(h.NextTick(stored)), "whether the tick was applied in time");
    }

    private static async Task Tick_whose_jitter_has_not_passed_is_refused(StoreHarness h)
    {
        var stored = await h.PutAsync(
            OverlapCases.With(OverlapPolicy.Allow) with { Jitter = TimeSpan.FromSeconds(40) });
        var (at, due) = (stored.Next!.Value, stored.NextDue!.Value);
        Expect.That(due > at, "the tick has a jitter");
        h.Time.Advance(due - h.Now - TimeSpan.FromTicks(1));
        Expect.Equal(false, await h.FireAsync(h.NextTick(stored)), "whether it was applied too early");
        h.Time.Advance(TimeSpan.FromTicks(1));
        Expect.Equal(true, await h.FireAsync(h.NextTick(stored)), "whether it was applied in time");
    }

    private static async Task Due_schedules_tell_the_clock_of_the_store(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        var due = await h.Query.DueSchedulesAsync(h.Now.AddMinutes(5), 10, h.Cancellation);
        Expect.Equal((1, h.Now), (due.Items.Count, due.StoreNow), "the due schedules and the clock");
    }

    private static async Task Backfilled_ticks_are_told_after_a_restart_as_before(StoreHarness h)
    {
        var stored = await h.PutAsync(OverlapCases.With(OverlapPolicy.Skip));
        await h.DecideAsync(Backfill(h, stored, stored.Mark.AddMinutes(-5), stored.Mark));
        var (ticks, before) = (await h.TicksAsync(), await h.ScheduleAsync("s"));
        await h.RestartAsync();
        Expect.Sequence(ticks, await h.TicksAsync(), "the ticks");
        var after = await h.ScheduleAsync("s");
        Expect.Equal((before.Counts, before.Runs, before.Mark), (after.Counts, after.Runs, after.Mark), "the schedule");
    }

    internal static FireRequest ByHand(StoreHarness h, StoredSchedule stored)
    {
        var job = new JobDraft(JobId.New(h.Time), stored.Schedule.Job with { Schedule = stored.Schedule.Id });
        return new FireRequest(stored.Schedule.Id, stored.Revision, stored.Mark, stored.Mark)
        {
            Kind = FireKind.ByHand,
            Ticks = [new Tick(h.Now, h.Now, TickOutcome.Ran) { Job = job.Id }],
            Jobs = [job],
        };
    }

    private static FireRequest Backfill(
        StoreHarness h, StoredSchedule stored, DateTimeOffset from, DateTimeOffset to)
    {
        var id = stored.Schedule.Id;
        var ticks = stored.Schedule.Trigger.Occurrences(from, to).ToList();
        return new FireRequest(id, stored.Revision, stored.Mark, stored.Mark)
        {
            Kind = FireKind.Backfill,
            Overlap = OverlapPolicy.BufferAll,
            Ticks = [.. ticks.Select(at => new Tick(at, h.Now, TickOutcome.Ran) { Job = JobId.ForTick(id, at) })],
            Jobs = [.. ticks.Select(at => new JobDraft(
                JobId.ForTick(id, at), stored.Schedule.Job with { Schedule = id, Tick = at }))],
        };
    }
}
