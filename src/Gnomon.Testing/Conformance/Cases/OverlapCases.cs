using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What ticks do while the job of an earlier tick lives, as far as they leave that one alone. It is decided in
/// the commit that fires them, from the jobs that live then.</summary>
internal static class OverlapCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("overlap", Tick_that_may_overlap_runs_beside_the_earlier_one),
        Case("overlap", Tick_that_must_not_overlap_is_skipped_with_its_reason),
        Case("overlap", Overlap_is_decided_by_the_jobs_that_live_at_the_commit),
        Case("overlap", Ticks_of_one_commit_see_the_jobs_of_those_before),
        Case("overlap", Buffered_tick_is_a_blocked_job_that_nobody_can_claim),
        Case("overlap", One_tick_is_buffered_and_further_ones_are_skipped),
        Case("overlap", Buffered_ticks_run_one_after_another_in_their_order),
        Case("P5", Clock_that_is_stepped_back_holds_no_buffered_tick),
        Case("overlap", Every_end_of_a_run_lets_the_next_one_go),
        Case("overlap", Run_that_is_tried_again_lets_nothing_go),
        Case("overlap", Run_lost_with_its_node_lets_the_next_one_go_once_it_is_dead),
        Case("overlap", Cancelled_buffered_tick_never_runs_and_the_others_do),
        Case("overlap", Buffered_tick_whose_deadline_passes_expires),
        Case("overlap", Full_buffer_skips_with_its_reason),
        Case("overlap", Revived_job_waits_for_the_one_that_runs),
        Case("overlap", Buffered_ticks_of_a_removed_schedule_still_run),
        Case("overlap", Buffered_job_explains_what_it_waits_for),
        Case("overlap", Request_can_ask_for_another_overlap),
        RestartCase("overlap", Buffered_ticks_survive_a_restart_in_their_order),
    ];

    private static async Task Tick_that_may_overlap_runs_beside_the_earlier_one(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.Allow));
        await h.FireManyAsync(3);
        Expect.Equal(3, (await h.ClaimAsync()).Count, "the number of claimed jobs");
    }

    private static async Task Tick_that_must_not_overlap_is_skipped_with_its_reason(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.Skip));
        await h.FireNextAsync();
        var run = await h.ClaimOneAsync();
        var answer = await h.FireNextAsync();
        Expect.Equal(EnqueueOutcome.Skipped, answer.Jobs[0].Outcome, "the outcome of the skipped tick's job");
        var tick = answer.Ticks[0];
        Expect.Equal(
            (TickOutcome.Skipped, (JobId?)null, "overlap: the job of an earlier tick has not ended"),
            (tick.Outcome, tick.Job, tick.Reason), "the skipped tick");
        Expect.Equal(tick, (await h.TicksAsync())[0], "the tick that is recorded");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
        Expect.Equal(tick.At, (await h.ScheduleAsync("s")).Mark, "the mark");
        await h.SettleAsync(run.Token, SettlementKind.Succeeded);
        Expect.Equal(TickOutcome.Ran, (await h.FireNextAsync()).Ticks[0].Outcome, "the tick after the end");
    }

    private static async Task Overlap_is_decided_by_the_jobs_that_live_at_the_commit(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.Skip));
        await h.FireNextAsync();
        var run = await h.ClaimOneAsync();
        h.Advance(60);
        // Planned while the run lives, fired after it has ended.
        var planned = h.NextTick(await h.ScheduleAsync("s"));
        await h.SettleAsync(run.Token, SettlementKind.Succeeded);
        Expect.Equal(TickOutcome.Ran, (await h.DecideAsync(planned)).Ticks[0].Outcome, "the tick");
    }

    private static async Task Ticks_of_one_commit_see_the_jobs_of_those_before(StoreHarness h)
    {
        foreach (var (policy, outcomes) in new[]
        {
            (OverlapPolicy.Allow, new[] { TickOutcome.Ran, TickOutcome.Ran, TickOutcome.Ran }),
            (OverlapPolicy.Skip, [TickOutcome.Ran, TickOutcome.Skipped, TickOutcome.Skipped]),
            (OverlapPolicy.BufferOne, [TickOutcome.Ran, TickOutcome.Buffered, TickOutcome.Skipped]),
            (OverlapPolicy.BufferAll, [TickOutcome.Ran, TickOutcome.Buffered, TickOutcome.Buffered]),
            (OverlapPolicy.CancelRunning, [TickOutcome.Ran, TickOutcome.Ran, TickOutcome.Ran]),
            (OverlapPolicy.TerminateRunning, [TickOutcome.Ran, TickOutcome.Ran, TickOutcome.Ran]),
        })
        {
            var stored = await h.PutAsync(With(policy) with { Id = $"{policy}" });
            h.Advance(180);
            var answer = await h.DecideAsync(Several(h, stored, 3));
            Expect.Sequence(outcomes, answer.Ticks.Select(t => t.Outcome), $"the outcomes of three ticks under {policy}");
            var last = policy is OverlapPolicy.CancelRunning or OverlapPolicy.TerminateRunning;
            if (last) Expect.Equal(2, answer.Ended.Count, $"the number of jobs that later ticks ended under {policy}");
        }
    }

    private static async Task Buffered_tick_is_a_blocked_job_that_nobody_can_claim(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        await h.FireNextAsync();
        var run = await h.ClaimOneAsync();
        var tick = (await h.FireNextAsync()).Ticks[0];
        Expect.Equal(TickOutcome.Buffered, tick.Outcome, "the outcome of the tick");
        var id = tick.Job!.Value;
        await h.ExpectStateAsync(JobState.Blocked, id);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of claimed jobs");
        var stored = await h.ScheduleAsync("s");
        Expect.Equal((2, 1, 2L), (stored.LiveJobs, stored.BufferedJobs, stored.Runs), "live, buffered and run");
        var shown = (await h.TicksAsync())[0];
        Expect.Equal((JobState.Blocked, (DateTimeOffset?)null), (shown.State, shown.FinishedAt), "the tick's job");
        var outcome = await h.SettleAsync(run.Token, SettlementKind.Succeeded);
        Expect.Equal(true, outcome.Freed, "whether the settlement tells that a job may go");
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task One_tick_is_buffered_and_further_ones_are_skipped(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferOne));
        var jobs = await h.FireManyAsync(4);
        Expect.Sequence([true, true, false, false], jobs.Select(j => j is not null), "which ticks made a job");
        Expect.Equal(
            "overlap: the job of an earlier tick has not ended, and one waits for that already",
            (await h.TicksAsync())[0].Reason, "the reason of the last tick");
        var first = await h.ClaimOneAsync();
        await h.SettleAsync(first.Token, SettlementKind.Succeeded);
        Expect.Equal(jobs[1], (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
        Expect.Equal(TickOutcome.Buffered, (await h.FireNextAsync()).Ticks[0].Outcome, "the tick beside that one");
    }

    private static async Task Buffered_ticks_run_one_after_another_in_their_order(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        var jobs = await h.FireManyAsync(5);
        foreach (var job in jobs)
        {
            var run = await h.ClaimOneAsync();
            Expect.Equal(job, run.Token.Job, "the job whose turn it is");
            await h.SettleAsync(run.Token, SettlementKind.Succeeded);
        }

        Expect.Equal(0, (await h.ScheduleAsync("s")).LiveJobs, "the live jobs at the end");
    }

    private static async Task Clock_that_is_stepped_back_holds_no_buffered_tick(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 10) with { Overlap = OverlapPolicy.BufferAll });
        var ids = await h.FireManyAsync(3);
        var first = await h.ClaimOneAsync();
        await h.ControlAsync(ControlAction.Cancel, ids[1]!.Value);
        await h.ControlAsync(ControlAction.Retry, ids[1]!.Value);
        h.Time.StepWallClock(TimeSpan.FromMinutes(-5));
        await h.SettleAsync(first.Token, SettlementKind.Succeeded);
        var second = await h.ClaimOneAsync();
        Expect.Equal(ids[1]!.Value, second.Token.Job, "the buffered job that goes at once");
        await h.SettleAsync(second.Token, SettlementKind.Succeeded);
        Expect.Equal(ids[2]!.Value, (await h.ClaimOneAsync()).Token.Job, "the next one");
    }

    private static async Task Every_end_of_a_run_lets_the_next_one_go(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        foreach (var end in new[] { SettlementKind.Succeeded, SettlementKind.Dead, SettlementKind.Cancelled })
        {
            var jobs = await h.FireManyAsync(2);
            await h.SettleAsync((await h.ClaimOneAsync()).Token, end);
            var next = await h.ClaimOneAsync();
            Expect.Equal(jobs[1], next.Token.Job, $"the job that runs after one that ended {end}");
            await h.SettleAsync(next.Token, SettlementKind.Succeeded);
        }

        var ready = await h.FireManyAsync(2);
        await h.ControlAsync(ControlAction.Cancel, ready[0]!.Value);
        var after = await h.ClaimOneAsync();
        Expect.Equal(ready[1], after.Token.Job, "the job that runs after one that was cancelled before it ran");
        await h.SettleAsync(after.Token, SettlementKind.Succeeded);
    }

    private static async Task Run_that_is_tried_again_lets_nothing_go(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        var jobs = await h.FireManyAsync(2);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Retry, 10);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs that may run before the retry");
        h.Advance(10);
        Expect.Equal(jobs[0], (await h.ClaimOneAsync()).Token.Job, "the job that is tried again");
    }

    private static async Task Run_lost_with_its_node_lets_the_next_one_go_once_it_is_dead(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        var jobs = await h.FireManyAsync(2);
        for (var losses = 0; losses < JobLimits.MinLossesBeforeDead; losses++)
        {
            Expect.Equal(jobs[0], (await h.ClaimOneAsync()).Token.Job, "the job that runs again");
            h.Advance(7);
            Expect.Equal(1, (await h.SweepAsync()).Recovered, "the number of lost attempts");
        }

        await h.ExpectStateAsync(JobState.Dead, jobs[0]!.Value);
        Expect.Equal(jobs[1], (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Cancelled_buffered_tick_never_runs_and_the_others_do(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        var jobs = await h.FireManyAsync(3);
        var answer = await h.ControlAsync(ControlAction.Cancel, jobs[1]!.Value);
        Expect.Equal((ControlOutcome.Done, JobState.Cancelled), (answer.Outcome, answer.State), "the cancellation");
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        Expect.Equal(jobs[2], (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Buffered_tick_whose_deadline_passes_expires(StoreHarness h)
    {
        var deadline = h.Now.AddMinutes(4);
        var schedule = With(OverlapPolicy.BufferAll);
        await h.PutAsync(schedule with { Job = schedule.Job with { Deadline = deadline } });
        var jobs = await h.FireManyAsync(2);
        var run = await h.ClaimOneAsync();
        h.Time.Advance(deadline - h.Now + TimeSpan.FromSeconds(1));
        await h.RenewAsync(run.Token);
        await h.SweepAsync();
        await h.ExpectStateAsync(JobState.Expired, jobs[1]!.Value);
        Expect.Equal(0, (await h.ScheduleAsync("s")).BufferedJobs, "the buffered jobs");
    }

    private static async Task Full_buffer_skips_with_its_reason(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 1) with { Overlap = OverlapPolicy.BufferAll });
        var most = ScheduleLimits.MaxBuffered + 2;
        h.Advance(most);
        var ticks = new List<Tick>();
        while (ticks.Count < most)
        {
            ticks.AddRange((await h.DecideAsync(Several(h, stored, Math.Min(100, most - ticks.Count)))).Ticks);
            stored = await h.ScheduleAsync("s");
        }

        Expect.Equal(ScheduleLimits.MaxBuffered, stored.BufferedJobs, "the buffered jobs");
        Expect.Equal(TickOutcome.Buffered, ticks[^2].Outcome, "the outcome of the last tick but one");
        Expect.Equal(TickOutcome.Skipped, ticks[^1].Outcome, "the outcome of the last tick");
        Expect.Equal("overlap: 1,000 jobs wait for the end of earlier ones already", ticks[^1].Reason, "its reason");
    }

    private static async Task Revived_job_waits_for_the_one_that_runs(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.Skip));
        var first = (await h.FireManyAsync(1))[0]!.Value;
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Dead);
        var second = (await h.FireManyAsync(1))[0]!.Value;
        var run = await h.ClaimOneAsync();
        await h.ControlAsync(ControlAction.Retry, first);
        await h.ExpectStateAsync(JobState.Blocked, first);
        await h.SettleAsync(run.Token, SettlementKind.Succeeded);
        Expect.Equal(first, (await h.ClaimOneAsync()).Token.Job, "the revived job");
        await h.ExpectStateAsync(JobState.Succeeded, second);
    }

    private static async Task Buffered_ticks_of_a_removed_schedule_still_run(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        var jobs = await h.FireManyAsync(2);
        await h.Store.PutSchedulesAsync(new ScheduleChanges([], ["s"]), h.Cancellation);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        Expect.Equal(jobs[1], (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Buffered_job_explains_what_it_waits_for(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        var jobs = await h.FireManyAsync(2);
        var standing = Expect.Present(await h.Query.ExplainAsync(jobs[1]!.Value, h.Cancellation), "explanation");
        Expect.Equal((WaitReason.EarlierRun, jobs[0]), (standing.Reason, standing.Behind), "what it waits for");
    }

    private static async Task Request_can_ask_for_another_overlap(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.Skip));
        await h.FireNextAsync();
        h.Advance(60);
        var request = h.NextTick(await h.ScheduleAsync("s")) with { Overlap = OverlapPolicy.Allow };
        Expect.Equal(TickOutcome.Ran, (await h.DecideAsync(request)).Ticks[0].Outcome, "the tick");
    }

    private static async Task Buffered_ticks_survive_a_restart_in_their_order(StoreHarness h)
    {
        await h.PutAsync(With(OverlapPolicy.BufferAll));
        var jobs = await h.FireManyAsync(4);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        await h.RestartAsync();
        Expect.Equal((3, 2), Live(await h.ScheduleAsync("s")), "live and buffered jobs");
        foreach (var job in jobs.Skip(1))
        {
            var run = await h.ClaimOneAsync();
            Expect.Equal(job, run.Token.Job, "the job whose turn it is");
            await h.SettleAsync(run.Token, SettlementKind.Succeeded);
            await h.RestartAsync();
        }

        static (int, int) Live(StoredSchedule stored) => (stored.LiveJobs, stored.BufferedJobs);
    }

    internal static Schedule With(OverlapPolicy overlap) => StoreHarness.Every("s", 60) with { Overlap = overlap };

    /// <summary>The request that fires the next so many ticks together.</summary>
    internal static FireRequest Several(StoreHarness h, StoredSchedule stored, int count)
    {
        var first = h.NextTick(stored);
        var (ticks, jobs) = (first.Ticks.ToList(), first.Jobs.ToList());
        for (var at = stored.Schedule.Next(first.NewMark); ticks.Count < count; at = stored.Schedule.Next(at!.Value))
        {
            var job = new JobDraft(
                JobId.ForTick(stored.Schedule.Id, at!.Value), jobs[0].Spec with { Tick = at });
            jobs.Add(job);
            ticks.Add(new Tick(at.Value, h.Now, TickOutcome.Ran) { Job = job.Id });
        }

        return first with { Ticks = ticks, Jobs = jobs, NewMark = ticks[^1].At };
    }
}
