using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Ticks that end the job of an earlier tick.</summary>
internal static class EndingOverlapCases
{
    /// <summary>How long the run that is ended is claimed for.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("overlap", Tick_cancels_the_run_before_it_and_waits_for_its_end),
        Case("overlap", Tick_cancels_what_was_buffered_before_it),
        Case("overlap", Tick_takes_the_place_of_a_job_that_has_not_started),
        Case("overlap", Run_that_ignores_the_cancel_and_fails_is_not_tried_again),
        Case("overlap", Lost_run_that_was_to_be_cancelled_lets_the_next_one_go),
        Case("overlap", Tick_terminates_the_run_before_it_and_is_ready_at_once),
        Case("P3", Attempt_of_a_terminated_job_is_stale),
        Case("overlap", Tick_terminates_all_that_live),
        Case("overlap", Tick_whose_key_another_job_holds_ends_nothing),
        Case("overlap", Tick_that_terminates_the_holder_of_its_key_takes_it),
        RestartCase("overlap", Cancel_and_what_waits_for_it_survive_a_restart),
    ];

    private static async Task Tick_cancels_the_run_before_it_and_waits_for_its_end(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.CancelRunning);
        var answer = await h.FireNextAsync();
        var next = answer.Ticks[0].Job!.Value;
        Expect.Equal(TickOutcome.Buffered, answer.Ticks[0].Outcome, "the outcome of the tick");
        Expect.Sequence([run.Job], answer.Stopping, "the jobs that are to stop");
        Expect.Sequence([], answer.Ended, "the jobs that ended");
        Expect.Equal(RenewOutcome.CancelRequested, await h.RenewAsync(run), "the answer to the earlier run's renewal");
        await h.ExpectStateAsync(JobState.Blocked, next);
        await h.SettleAsync(run, SettlementKind.Cancelled);
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Tick_cancels_what_was_buffered_before_it(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.CancelRunning);
        var former = (await h.FireNextAsync()).Ticks[0].Job!.Value;
        var answer = await h.FireNextAsync();
        Expect.Sequence([former], answer.Ended, "the jobs that ended");
        await h.ExpectStateAsync(JobState.Cancelled, former);
        await h.SettleAsync(run, SettlementKind.Succeeded);
        Expect.Equal(answer.Ticks[0].Job, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Tick_takes_the_place_of_a_job_that_has_not_started(StoreHarness h)
    {
        foreach (var policy in new[] { OverlapPolicy.CancelRunning, OverlapPolicy.TerminateRunning })
        {
            await h.PutAsync(OverlapCases.With(policy));
            var former = (await h.FireNextAsync()).Ticks[0].Job!.Value;
            var answer = await h.FireNextAsync();
            Expect.Equal(TickOutcome.Ran, answer.Ticks[0].Outcome, $"the outcome of the tick under {policy}");
            Expect.Sequence([former], answer.Ended, $"the jobs that ended under {policy}");
            await h.ExpectStateAsync(JobState.Cancelled, former);
            var run = await h.ClaimOneAsync();
            Expect.Equal(answer.Ticks[0].Job, run.Token.Job, $"the job that runs under {policy}");
            await h.SettleAsync(run.Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Run_that_ignores_the_cancel_and_fails_is_not_tried_again(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.CancelRunning);
        var next = (await h.FireNextAsync()).Ticks[0].Job;
        var outcome = await h.SettleAsync(run, SettlementKind.Retry, 5);
        Expect.Equal(JobState.Cancelled, outcome.State, "the state of the earlier job");
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Lost_run_that_was_to_be_cancelled_lets_the_next_one_go(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.CancelRunning);
        var next = (await h.FireNextAsync()).Ticks[0].Job;
        h.Advance(7200);
        var swept = await h.SweepAsync();
        Expect.Equal(true, swept.Freed, "whether the sweep tells that a job may go");
        await h.ExpectStateAsync(JobState.Cancelled, run.Job);
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Tick_terminates_the_run_before_it_and_is_ready_at_once(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.TerminateRunning);
        var answer = await h.FireNextAsync();
        Expect.Equal(TickOutcome.Ran, answer.Ticks[0].Outcome, "the outcome of the tick");
        Expect.Sequence([run.Job], answer.Ended, "the jobs that ended");
        Expect.Sequence([run.Job], answer.Stopping, "the jobs whose handlers are to stop");
        var ended = await h.JobAsync(run.Job);
        Expect.Equal(
            (JobState.Cancelled, AttemptOutcome.Cancelled, "terminated: a later tick of its schedule took its place"),
            (ended.State, ended.Attempts[0].Outcome, ended.Error), "the earlier job");
        Expect.Equal(answer.Ticks[0].Job, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task Attempt_of_a_terminated_job_is_stale(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.TerminateRunning);
        await h.FireNextAsync();
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(run), "the answer to a renewal");
        Expect.Equal(false, (await h.SettleAsync(run, SettlementKind.Succeeded)).Applied, "whether a result counts");
        await h.ExpectStateAsync(JobState.Cancelled, run.Job);
    }

    private static async Task Tick_terminates_all_that_live(StoreHarness h)
    {
        await h.PutAsync(OverlapCases.With(OverlapPolicy.Allow));
        await h.FireManyAsync(4);
        await h.ClaimAsync(2);
        await h.PutAsync(OverlapCases.With(OverlapPolicy.TerminateRunning));
        var answer = await h.FireNextAsync();
        Expect.Equal((4, 2), (answer.Ended.Count, answer.Stopping.Count), "the numbers of ended and stopping jobs");
        Expect.Equal(1, (await h.ScheduleAsync("s")).LiveJobs, "the live jobs");
    }

    private static async Task Tick_whose_key_another_job_holds_ends_nothing(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.TerminateRunning);
        var holder = await h.AddAsync(s => s with { Key = "k" });
        var schedule = OverlapCases.With(OverlapPolicy.TerminateRunning);
        await h.PutAsync(schedule with { Job = schedule.Job with { Key = "k" } });
        var answer = await h.FireNextAsync();
        Expect.Equal(TickOutcome.Skipped, answer.Ticks[0].Outcome, "the outcome of the tick");
        Expect.Equal(new EnqueueResult(holder, EnqueueOutcome.SameKey), answer.Jobs[0], "the outcome of its job");
        await h.ExpectStateAsync(JobState.Running, run.Job);
    }

    private static async Task Tick_that_terminates_the_holder_of_its_key_takes_it(StoreHarness h)
    {
        var schedule = OverlapCases.With(OverlapPolicy.TerminateRunning);
        await h.PutAsync(schedule with { Job = schedule.Job with { Key = "k" } });
        await h.FireNextAsync();
        var run = await h.ClaimOneAsync();
        var answer = await h.FireNextAsync();
        Expect.Equal(TickOutcome.Ran, answer.Ticks[0].Outcome, "the outcome of the tick");
        await h.ExpectStateAsync(JobState.Cancelled, run.Token.Job);
    }

    private static async Task Cancel_and_what_waits_for_it_survive_a_restart(StoreHarness h)
    {
        var run = await RunOneAsync(h, OverlapPolicy.CancelRunning);
        var next = (await h.FireNextAsync()).Ticks[0].Job;
        await h.RestartAndRecoverAsync(Lease);
        await h.ExpectStateAsync(JobState.Cancelled, run.Job);
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the job that runs next");
    }

    private static async Task<AttemptToken> RunOneAsync(StoreHarness h, OverlapPolicy policy)
    {
        await h.PutAsync(OverlapCases.With(policy));
        await h.FireNextAsync();
        return (await h.Store.ClaimAsync(
            new ClaimRequest(StoreHarness.Node, [JobLimits.DefaultQueue], 1, Lease), h.Cancellation)).Jobs[0].Token;
    }
}
