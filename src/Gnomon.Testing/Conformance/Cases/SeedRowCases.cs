using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Faults of the systems that Gnomon replaces, each as the rule that excludes it. A name says which system
/// (M machinery, T taskino, K kingtask) and which numbered weakness of its description.</summary>
internal static class SeedRowCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P3", Row_M_1h_1_a_task_of_a_killed_worker_runs_elsewhere_and_shows_its_second_attempt),
        Case("P5", Row_M_1h_2_all_jobs_that_are_due_together_are_handed_out_together_the_oldest_first),
        RestartCase("P1", Row_M_1h_3_a_job_that_comes_due_is_there_exactly_once_whenever_the_store_stops),
        Case("P5", Row_M_1h_6_a_long_delay_is_kept_to_the_millisecond),
        Case("jobs", Row_M_1h_9_attempts_are_counted_and_the_moment_of_creation_never_changes),
        Case("jobs", Row_M_1h_10_a_delayed_a_queued_and_a_running_job_can_be_cancelled),
        RestartCase("P1", Row_K_4c_1_future_jobs_and_waiting_retries_survive_a_restart),
        Case("retries", Row_K_4c_2_waits_of_5_8_and_9_seconds_give_four_attempts),
        Case("retries", Row_K_4c_2_one_wait_gives_one_retry),
        Case("jobs", Row_K_4c_4_the_error_can_be_read_during_and_after_the_retries),
        RestartCase("P3", Row_K_4c_5_a_job_in_hand_and_a_retry_between_two_steps_survive_a_crash),
        Case("P1", Row_K_4c_5_a_retention_shorter_than_the_wait_for_a_retry_loses_nothing),
        Case("jobs", Row_K_4c_6_jobs_run_in_the_order_of_acceptance_and_by_priority),
        Case("jobs", Row_K_4c_9_only_successes_are_counted_as_successes),
        Case("jobs", Row_K_4c_10_large_arguments_and_results_come_back_whole),
        Case("P5", Row_K_4c_11_a_job_500_days_ahead_is_not_early),
    ];

    private static async Task Row_M_1h_1_a_task_of_a_killed_worker_runs_elsewhere_and_shows_its_second_attempt(
        StoreHarness h)
    {
        var lost = await h.StartAsync();
        h.Advance(StoreHarness.Lease.TotalSeconds + 1);
        await h.SweepAsync();
        var request = new ClaimRequest("other", [JobLimits.DefaultQueue], 1, StoreHarness.Lease);
        var again = (await h.Store.ClaimAsync(request, h.Cancellation)).Jobs;
        Expect.Sequence([lost with { Attempt = 2 }], again.Select(job => job.Token), "what another worker gets");
        var job = await h.JobAsync(lost.Job);
        Expect.Equal((JobState.Running, "other"), (job.State, job.Node), "the state and the node");
        Expect.Sequence(
            [AttemptOutcome.Lost, AttemptOutcome.Running], job.Attempts.Select(attempt => attempt.Outcome),
            "the history");
    }

    private static async Task
        Row_M_1h_2_all_jobs_that_are_due_together_are_handed_out_together_the_oldest_first(StoreHarness h)
    {
        var due = new List<JobId>();
        for (var second = 50; second > 0; second--) due.Insert(0, await h.AddInAsync(second));
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs before the first is due");
        h.Advance(50);
        Expect.Sequence(due, (await h.ClaimAsync()).Select(job => job.Token.Job), "the jobs of one claim");
    }

    private static async Task
        Row_M_1h_3_a_job_that_comes_due_is_there_exactly_once_whenever_the_store_stops(StoreHarness h)
    {
        var id = await h.AddInAsync(1);
        h.Advance(1);
        await h.RestartAsync();
        await h.SweepAsync();
        await h.RestartAsync();
        Expect.Sequence([id], (await h.ClaimAsync()).Select(job => job.Token.Job), "what is handed out");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs handed out twice");
    }

    private static async Task Row_M_1h_6_a_long_delay_is_kept_to_the_millisecond(StoreHarness h)
    {
        var seconds = TimeSpan.FromDays(2).TotalSeconds + 0.25;
        var id = await h.AddInAsync(seconds);
        Expect.Equal(h.Now.AddSeconds(seconds), (await h.JobAsync(id)).RunAt, "the instant it is due");
        h.Advance(seconds - 0.001);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs a millisecond early");
        h.Advance(0.001);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the job that is due");
    }

    private static async Task Row_M_1h_9_attempts_are_counted_and_the_moment_of_creation_never_changes(StoreHarness h)
    {
        var id = await h.AddAsync();
        var created = (await h.JobAsync(id)).CreatedAt;
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var claim = await h.ClaimOneAsync();
            var running = await h.JobAsync(id);
            Expect.Equal(
                (JobState.Running, attempt, created), (running.State, running.Attempt, running.CreatedAt),
                "the state, the attempt and the moment of creation while it runs");
            await h.SettleAsync(claim.Token, SettlementKind.Retry, 1);
            var waiting = await h.JobAsync(id);
            Expect.Equal(
                (JobState.Scheduled, attempt, created), (waiting.State, waiting.Attempt, waiting.CreatedAt),
                "the state, the attempt and the moment of creation while it waits");
            h.Advance(1);
        }
    }

    private static async Task Row_M_1h_10_a_delayed_a_queued_and_a_running_job_can_be_cancelled(StoreHarness h)
    {
        var running = await h.StartAsync();
        var delayed = await h.AddInAsync(60);
        var queued = await h.AddAsync();
        foreach (var id in new[] { delayed, queued })
        {
            await h.ControlAsync(ControlAction.Cancel, id);
            await h.ExpectStateAsync(JobState.Cancelled, id);
        }

        var asked = await h.ControlAsync(ControlAction.Cancel, running.Job);
        Expect.Equal(ControlOutcome.Requested, asked.Outcome, "the answer for the running job");
        Expect.Equal(RenewOutcome.CancelRequested, await h.RenewAsync(running), "the answer to its worker");
        await h.SettleAsync(running, SettlementKind.Cancelled);
        await h.ExpectStateAsync(JobState.Cancelled, running.Job);
        h.Advance(60);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs that run after all");
    }

    private static async Task Row_K_4c_1_future_jobs_and_waiting_retries_survive_a_restart(StoreHarness h)
    {
        var failing = await h.StartAsync();
        await h.SettleAsync(failing, SettlementKind.Retry, 30);
        var future = await h.AddInAsync(60);
        await h.RestartAsync();
        h.Advance(30);
        Expect.Equal(failing with { Attempt = 2 }, (await h.ClaimOneAsync()).Token, "the retry");
        h.Advance(30);
        Expect.Equal(future, (await h.ClaimOneAsync()).Token.Job, "the future job");
    }

    private static Task Row_K_4c_2_waits_of_5_8_and_9_seconds_give_four_attempts(StoreHarness h) =>
        ExpectWaitsAsync(h, 5, 8, 9);

    private static Task Row_K_4c_2_one_wait_gives_one_retry(StoreHarness h) => ExpectWaitsAsync(h, 60);

    /// <summary>The i-th wait follows the i-th failure, and after the last wait there is one more attempt.</summary>
    private static async Task ExpectWaitsAsync(StoreHarness h, params int[] seconds)
    {
        var retry = RetryPolicy.After([.. seconds.Select(wait => TimeSpan.FromSeconds(wait))]);
        var id = await h.AddAsync(spec => spec with { Retry = retry });
        foreach (var wait in seconds)
        {
            var claim = await h.ClaimOneAsync();
            Expect.Equal(TimeSpan.FromSeconds(wait), WaitAfter(claim), "the wait that the policy gives");
            await h.SettleAsync(claim.Token, SettlementKind.Retry, wait);
            h.Advance(wait - 0.001);
            Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of attempts before the wait is over");
            h.Advance(0.001);
        }

        var last = await h.ClaimOneAsync();
        Expect.Equal(seconds.Length + 1, last.Token.Attempt, "the number of the last attempt");
        Expect.Equal(null, WaitAfter(last), "the wait after the last one");
        await h.SettleAsync(last.Token, SettlementKind.Dead);
        await h.ExpectStateAsync(JobState.Dead, id);
    }

    private static TimeSpan? WaitAfter(ClaimedJob claim) =>
        claim.Spec.Retry.WaitAfter(claim.Failures + 1, claim.Spent + 1, chance: 0.5);

    private static async Task Row_K_4c_4_the_error_can_be_read_during_and_after_the_retries(StoreHarness h)
    {
        var id = await h.AddAsync();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Retry, 1);
            Expect.Equal("it broke", (await h.JobAsync(id)).Error, "the error while the retry waits");
            h.Advance(1);
        }

        var last = await h.ClaimOneAsync();
        Expect.Equal("it broke", (await h.JobAsync(id)).Error, "the error while the retry runs");
        await h.SettleAsync(last.Token, SettlementKind.Dead);
        var dead = await h.JobAsync(id);
        Expect.Equal((JobState.Dead, "it broke", 3), (dead.State, dead.Error, dead.Attempts.Count), "the dead job");
    }

    private static async Task
        Row_K_4c_5_a_job_in_hand_and_a_retry_between_two_steps_survive_a_crash(StoreHarness h)
    {
        var held = await h.StartAsync();
        var failed = await h.StartAsync();
        await h.SettleAsync(failed, SettlementKind.Retry, 5);
        await h.RestartAsync();
        h.Advance(StoreHarness.Lease.TotalSeconds + 1);
        await h.SweepAsync();
        var again = (await h.ClaimAsync()).Select(job => job.Token).OrderBy(token => token.Job.Value).ToList();
        Expect.Sequence(
            new[] { held with { Attempt = 2 }, failed with { Attempt = 2 } }.OrderBy(token => token.Job.Value), again,
            "what is handed out again");
    }

    private static async Task Row_K_4c_5_a_retention_shorter_than_the_wait_for_a_retry_loses_nothing(StoreHarness h)
    {
        var token = await h.StartAsync(spec => spec with { Retention = TimeSpan.FromSeconds(1) });
        await h.SettleAsync(token, SettlementKind.Retry, 60);
        h.Advance(59);
        await h.SweepAsync();
        await h.ExpectStateAsync(JobState.Scheduled, token.Job);
        h.Advance(1);
        Expect.Equal(token with { Attempt = 2 }, (await h.ClaimOneAsync()).Token, "the retry");
    }

    private static async Task Row_K_4c_6_jobs_run_in_the_order_of_acceptance_and_by_priority(StoreHarness h)
    {
        var ordinary = new List<JobId>();
        for (var i = 0; i < 50; i++) ordinary.Add(await h.AddAsync());
        var urgent = await h.AddAsync(spec => spec with { Priority = 9 });
        Expect.Sequence(
            [urgent, .. ordinary], (await h.ClaimAsync()).Select(job => job.Token.Job), "the order of the jobs");
    }

    private static async Task Row_K_4c_9_only_successes_are_counted_as_successes(StoreHarness h)
    {
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Succeeded);
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Dead);
        await h.SettleAsync(await h.StartAsync(), SettlementKind.Retry, 60);
        var counts = (await h.Query.GetStatsAsync(h.Cancellation)).Jobs;
        Expect.Equal(
            (1L, 1L, 1L),
            (counts.GetValueOrDefault(JobState.Succeeded), counts.GetValueOrDefault(JobState.Dead),
                counts.GetValueOrDefault(JobState.Scheduled)),
            "the numbers of succeeded, dead and waiting jobs");
    }

    private static async Task Row_K_4c_10_large_arguments_and_results_come_back_whole(StoreHarness h)
    {
        var large = Encoding.UTF8.GetBytes($"[\"{new string('a', 60_000)} b ../c\"]");
        var token = await h.StartAsync(spec => spec with { Args = large });
        await h.SettleAsync(new Settlement(token, SettlementKind.Succeeded) { Result = large });
        var job = await h.JobAsync(token.Job);
        Expect.That(job.Spec.Args.Span.SequenceEqual(large), "the arguments to be what was sent");
        Expect.That(job.Result.Span.SequenceEqual(large), "the result to be what was reported");
    }

    private static async Task Row_K_4c_11_a_job_500_days_ahead_is_not_early(StoreHarness h)
    {
        var seconds = TimeSpan.FromDays(500).TotalSeconds;
        var id = await h.AddInAsync(seconds);
        h.Advance(seconds - 1);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs a second early");
        h.Advance(1);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the job that is due");
    }
}
