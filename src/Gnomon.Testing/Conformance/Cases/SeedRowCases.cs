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
        Case("P1", Row_M_1h_8_a_call_with_one_bad_job_stores_none_of_it),
        Case("jobs", Row_M_1h_9_attempts_are_counted_and_the_moment_of_creation_never_changes),
        Case("jobs", Row_M_1h_10_a_delayed_a_queued_and_a_running_job_can_be_cancelled),
        Case("limits", Row_M_1h_14_a_rate_a_unique_key_and_a_priority_hold_in_one_queue),
        Case("jobs", Row_M_1h_14_a_dead_job_is_kept_found_and_redriven),
        Case("cluster", Row_M_1h_14_workers_are_listed_while_they_live),
        Case("P6", Row_T_3c_4_a_job_that_takes_longer_than_its_lease_runs_once_while_its_worker_renews),
        Case("P1", Row_T_3c_10_a_call_that_is_repeated_because_its_answer_was_lost_counts_once),
        Case("jobs", Row_T_3c_11_a_job_that_never_ran_reads_as_one_that_never_ran),
        Case("jobs", Row_T_3c_12_a_queue_is_paused_and_its_jobs_are_listed_and_run_before_their_time),
        RestartCase("P1", Row_K_4c_1_future_jobs_and_waiting_retries_survive_a_restart),
        Case("retries", Row_K_4c_2_waits_of_5_8_and_9_seconds_give_four_attempts),
        Case("retries", Row_K_4c_2_one_wait_gives_one_retry),
        Case("jobs", Row_K_4c_4_the_error_can_be_read_during_and_after_the_retries),
        RestartCase("P3", Row_K_4c_5_a_job_in_hand_and_a_retry_between_two_steps_survive_a_crash),
        Case("P1", Row_K_4c_5_a_retention_shorter_than_the_wait_for_a_retry_loses_nothing),
        Case("jobs", Row_K_4c_6_jobs_run_in_the_order_of_acceptance_and_by_priority),
        Case("rates", Row_K_4c_7_a_rate_that_is_set_holds_and_slows_no_other_queue),
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

    private static async Task Row_M_1h_8_a_call_with_one_bad_job_stores_none_of_it(StoreHarness h)
    {
        var good = h.Draft();
        await Expect.ThrowsAsync<InvalidJobException>(
            async () => await h.EnqueueAsync(good, h.Draft(spec => spec with { Priority = 10 }), h.Draft()),
            "a call with one bad job");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of stored jobs");
        await h.AddAsync(good);
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

    private static async Task Row_M_1h_14_a_rate_a_unique_key_and_a_priority_hold_in_one_queue(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 3, Rate = new RateLimit(2, TimeSpan.FromSeconds(1)) });
        var low = await h.AddAsync(spec => spec with { Key = "once", Priority = 1 });
        var again = (await h.EnqueueAsync(h.Draft(spec => spec with { Key = "once" })))[0];
        Expect.Equal(new EnqueueResult(low, EnqueueOutcome.SameKey), again, "the answer to the duplicate");
        var plain = await h.AddManyAsync(2);
        var high = await h.AddAsync(spec => spec with { Priority = 9 });
        Expect.Sequence([high, plain[0]], Jobs(await h.ClaimAsync()), "the jobs that the rate lets go, high ones first");
        h.Advance(1);
        Expect.Sequence([plain[1]], Jobs(await h.ClaimAsync()), "the job that fills the queue");
        h.Advance(1);
        Expect.Sequence([], Jobs(await h.ClaimAsync()), "the jobs of the full queue");
    }

    private static IEnumerable<JobId> Jobs(IEnumerable<ClaimedJob> claimed) => claimed.Select(job => job.Token.Job);

    private static async Task Row_M_1h_14_a_dead_job_is_kept_found_and_redriven(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Dead);
        h.Advance(3600);
        await h.SweepAsync();
        var dead = await h.ListAsync(new JobFilter { State = JobState.Dead });
        Expect.Sequence([token.Job], dead.Select(job => job.Id), "the dead jobs");
        Expect.Equal("it broke", dead[0].Error, "why it died");
        await h.ControlAllAsync(ControlAction.Retry, new JobFilter { State = JobState.Dead });
        Expect.Equal(token with { Attempt = 2 }, (await h.ClaimOneAsync()).Token, "the job that runs again");
    }

    private static async Task Row_M_1h_14_workers_are_listed_while_they_live(StoreHarness h)
    {
        foreach (var id in new[] { "first", "second" })
            await h.Cluster.JoinAsync(new NodeInfo(id, "host", 1, ["default"], ["work"], 4), h.Cancellation);
        await h.Cluster.LeaveAsync("first", h.Cancellation);
        var nodes = await h.Cluster.ListAsync(h.Cancellation);
        Expect.Sequence(["second"], nodes.Select(node => node.Id), "the live workers");
        Expect.Equal(("host", 4), (nodes[0].Host, nodes[0].Concurrency), "where it runs and how many jobs at once");
    }

    private static async Task
        Row_T_3c_4_a_job_that_takes_longer_than_its_lease_runs_once_while_its_worker_renews(StoreHarness h)
    {
        var token = await h.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            h.Advance(StoreHarness.Lease.TotalSeconds - 1);
            Expect.Equal(RenewOutcome.Held, await h.RenewAsync(token), "the answer to a renewal in time");
            Expect.Equal(0, (await h.SweepAsync()).Recovered, "the number of claims that are taken away");
            Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs that others get");
        }

        Expect.Equal(true, (await h.SettleAsync(token, SettlementKind.Succeeded)).Applied, "whether it settled");
        Expect.Equal(1, (await h.JobAsync(token.Job)).Attempts.Count, "the number of runs");
    }

    private static async Task
        Row_T_3c_10_a_call_that_is_repeated_because_its_answer_was_lost_counts_once(StoreHarness h)
    {
        var draft = h.Draft(spec => spec with { Key = "k" });
        await h.AddAsync(draft);
        Expect.Equal(
            new EnqueueResult(draft.Id, EnqueueOutcome.SameId), (await h.EnqueueAsync(draft))[0],
            "the answer to the repeated enqueue");
        var token = (await h.ClaimOneAsync()).Token;
        var report = new Settlement(token, SettlementKind.Retry) { Error = "it broke", Wait = TimeSpan.FromSeconds(5) };
        Expect.Equal(true, (await h.SettleAsync(report)).Applied, "whether the report was applied");
        Expect.Equal(false, (await h.SettleAsync(report)).Applied, "whether the repeated report was applied");
        var job = await h.JobAsync(token.Job);
        Expect.Equal(
            (JobState.Scheduled, h.Now.AddSeconds(5), 1), (job.State, job.RunAt, job.Attempts.Count),
            "the state, the due time and the number of attempts");
        h.Advance(5);
        Expect.Equal(1, (await h.ClaimOneAsync()).Failures, "the number of failures that were counted");
    }

    private static async Task Row_T_3c_11_a_job_that_never_ran_reads_as_one_that_never_ran(StoreHarness h)
    {
        var job = await h.JobAsync(await h.AddInAsync(60));
        Expect.Equal(
            (0, (DateTimeOffset?)null, (DateTimeOffset?)null, 0),
            (job.Attempt, job.StartedAt, job.FinishedAt, job.Attempts.Count),
            "the attempt, when it began and ended, and its history");
        Expect.Equal(
            0, Expect.Present(await h.Query.GetLogsAsync(job.Id, h.Cancellation), "its log").Count, "the lines of its log");
    }

    private static async Task
        Row_T_3c_12_a_queue_is_paused_and_its_jobs_are_listed_and_run_before_their_time(StoreHarness h)
    {
        var id = await h.AddInAsync(3600, spec => spec with { Args = Encoding.UTF8.GetBytes("[1]"), Tags = ["t"] });
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, Paused: true), h.Cancellation);
        Expect.Sequence([id], (await h.ListAsync(new JobFilter { Tag = "t" })).Select(job => job.Id), "the listed jobs");
        await h.ControlAsync(ControlAction.RunNow, id);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs that a paused queue gives");
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, Paused: false), h.Cancellation);
        Expect.Equal("[1]", Encoding.UTF8.GetString((await h.ClaimOneAsync()).Spec.Args.Span), "its arguments");
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

    private static async Task Row_K_4c_7_a_rate_that_is_set_holds_and_slows_no_other_queue(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(1, TimeSpan.FromSeconds(2)) }, "slow");
        for (var i = 0; i < 3; i++) await h.AddAsync(spec => spec with { Queue = "slow" });
        await h.AddManyAsync(50);
        Expect.Equal(51, (await h.ClaimAsync(100, "slow", JobLimits.DefaultQueue)).Count, "the number of jobs at once");
        h.Advance(1.999);
        Expect.Equal(0, (await h.ClaimAsync(100, "slow")).Count, "the number of jobs within the two seconds");
        h.Advance(0.001);
        Expect.Equal(1, (await h.ClaimAsync(100, "slow")).Count, "the number of jobs after them");
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
