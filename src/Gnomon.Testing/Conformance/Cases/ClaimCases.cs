using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How jobs are handed out.</summary>
internal static class ClaimCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("order", Oldest_job_goes_first),
        Case("order", Jobs_of_one_call_keep_their_order),
        Case("order", Higher_priority_goes_first),
        Case("order", Earlier_queue_is_emptied_before_a_later_one_is_looked_at),
        Case("order", Due_job_of_high_priority_goes_before_ready_ones),
        Case("order", Due_jobs_go_in_the_order_of_their_times),
        Case("P3", No_job_is_handed_out_twice),
        Case("P3", Concurrent_claims_share_no_job),
        Case("P4", Claim_counts_the_attempt_before_it_answers),
        Case("P4", Claim_tells_failures_and_spent_attempts),
        Case("claim", Claim_tells_when_the_job_was_accepted_and_due),
        Case("claim", Claim_gives_at_most_what_was_asked_for),
        Case("claim", Claim_looks_only_at_the_queues_asked_for),
        Case("P5", Job_is_never_claimed_before_it_is_due),
        Case("P5", Due_job_is_claimed_without_a_sweep),
        Case("P5", Claim_tells_when_the_next_job_is_due),
        Case("P5", Next_due_ignores_other_queues),
        Case("P5", Wall_clock_set_back_puts_a_waiting_job_off),
        Case("claim", Running_job_shows_its_node_and_attempt),
    ];

    private static async Task Oldest_job_goes_first(StoreHarness h)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await h.AddAsync());
            h.Advance(1);
        }

        Expect.Sequence(ids, Ids(await h.ClaimAsync()), "the claimed jobs");
    }

    private static async Task Jobs_of_one_call_keep_their_order(StoreHarness h)
    {
        var drafts = Enumerable.Range(0, 50).Select(_ => h.Draft()).ToArray();
        await h.EnqueueAsync(drafts);
        Expect.Sequence(drafts.Select(d => d.Id), Ids(await h.ClaimAsync()), "the claimed jobs");
    }

    private static async Task Higher_priority_goes_first(StoreHarness h)
    {
        byte[] priorities = [3, 9, 0, 5, 9, 1];
        foreach (var priority in priorities) await h.AddAsync(s => s with { Priority = priority });
        var claimed = await h.ClaimAsync();
        Expect.Sequence<byte>([9, 9, 5, 3, 1, 0], claimed.Select(j => j.Spec.Priority), "the claimed priorities");
    }

    private static async Task Earlier_queue_is_emptied_before_a_later_one_is_looked_at(StoreHarness h)
    {
        await h.AddAsync(s => s with { Queue = "b", Priority = 9 });
        await h.AddAsync(s => s with { Queue = "a", Priority = 0 });
        await h.AddAsync(s => s with { Queue = "a", Priority = 1 });
        var claimed = await h.ClaimAsync(100, "a", "b");
        Expect.Sequence(["a", "a", "b"], claimed.Select(j => j.Spec.Queue), "the queues of the claimed jobs");
    }

    private static async Task Due_job_of_high_priority_goes_before_ready_ones(StoreHarness h)
    {
        var due = await h.AddInAsync(10, s => s with { Priority = 9 });
        await h.AddAsync();
        h.Advance(10);
        Expect.Sequence([due], Ids(await h.ClaimAsync(1)), "the first claimed job");
    }

    private static async Task Due_jobs_go_in_the_order_of_their_times(StoreHarness h)
    {
        var late = await h.AddInAsync(30);
        var early = await h.AddInAsync(10);
        var middle = await h.AddInAsync(20);
        h.Advance(60);
        Expect.Sequence([early, middle, late], Ids(await h.ClaimAsync()), "the claimed jobs");
    }

    private static async Task No_job_is_handed_out_twice(StoreHarness h)
    {
        await h.AddAsync();
        await h.ClaimOneAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs in the second claim");
    }

    private static async Task Concurrent_claims_share_no_job(StoreHarness h)
    {
        await h.EnqueueAsync([.. Enumerable.Range(0, 500).Select(_ => h.Draft())]);
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(DrainAsync, h.Cancellation)));
        var ids = claims.SelectMany(c => c).ToList();
        Expect.Equal(500, ids.Count, "the number of claimed jobs");
        Expect.Equal(500, ids.Distinct().Count(), "the number of different claimed jobs");

        async Task<List<JobId>> DrainAsync()
        {
            var mine = new List<JobId>();
            for (;;)
            {
                var jobs = await h.ClaimAsync(7);
                if (jobs.Count == 0) return mine;
                mine.AddRange(Ids(jobs));
            }
        }
    }

    private static async Task Claim_counts_the_attempt_before_it_answers(StoreHarness h)
    {
        var id = await h.AddAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var job = await h.ClaimOneAsync();
            Expect.Equal(new AttemptToken(id, attempt), job.Token, "the token");
            Expect.Equal(attempt, (await h.JobAsync(id)).Attempt, "the attempt that is stored");
            await h.SettleAsync(job.Token, SettlementKind.Released);
        }
    }

    private static async Task Claim_tells_failures_and_spent_attempts(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Retry);
        await h.ClaimOneAsync();
        h.Advance(60);
        await h.SweepAsync();
        var third = await h.ClaimOneAsync();
        Expect.Equal(1, third.Failures, "the failures after one failure and one loss");
        Expect.Equal(2, third.Spent, "the spent attempts after one failure and one loss");
        await h.SettleAsync(third.Token, SettlementKind.Snoozed);
        var fourth = await h.ClaimOneAsync();
        Expect.Equal(2, fourth.Spent, "the spent attempts after a snooze");
    }

    private static async Task Claim_tells_when_the_job_was_accepted_and_due(StoreHarness h)
    {
        var accepted = h.Now;
        await h.AddInAsync(10);
        h.Advance(25);
        var first = await h.ClaimOneAsync();
        Expect.Equal((accepted, accepted.AddSeconds(10)), (first.CreatedAt, first.RunAt), "acceptance and due time");
        await h.SettleAsync(first.Token, SettlementKind.Retry, 30);
        var again = h.Now.AddSeconds(30);
        h.Advance(40);
        var second = await h.ClaimOneAsync();
        Expect.Equal((accepted, again), (second.CreatedAt, second.RunAt), "acceptance and due time of the retry");
    }

    private static async Task Claim_gives_at_most_what_was_asked_for(StoreHarness h)
    {
        await h.EnqueueAsync([.. Enumerable.Range(0, 5).Select(_ => h.Draft())]);
        Expect.Equal(3, (await h.ClaimAsync(3)).Count, "the size of the first claim of 3");
        Expect.Equal(2, (await h.ClaimAsync(3)).Count, "the size of the second claim of 3");
    }

    private static async Task Claim_looks_only_at_the_queues_asked_for(StoreHarness h)
    {
        await h.AddAsync(s => s with { Queue = "other" });
        Expect.Equal(0, (await h.ClaimAsync(10, "default", "unknown")).Count, "the number of claimed jobs");
    }

    private static async Task Job_is_never_claimed_before_it_is_due(StoreHarness h)
    {
        await h.AddInAsync(10);
        h.Advance(9.999);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed 1 ms before the time");
        h.Advance(0.001);
        Expect.Equal(1, (await h.ClaimAsync()).Count, "the number of jobs claimed at the time");
    }

    private static async Task Due_job_is_claimed_without_a_sweep(StoreHarness h)
    {
        var id = await h.AddInAsync(10);
        h.Advance(3600);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Claim_tells_when_the_next_job_is_due(StoreHarness h)
    {
        Expect.Absent((await h.AskAsync(10)).NextDue, "next due in an empty queue");
        await h.AddInAsync(50);
        await h.AddInAsync(20);
        await h.AddAsync();
        var answer = await h.AskAsync(10);
        Expect.Equal(1, answer.Jobs.Count, "the number of claimed jobs");
        Expect.Equal(h.Now.AddSeconds(20), answer.NextDue, "the moment the next job is due");
        Expect.Equal(h.Now, answer.StoreNow ?? h.Now, "the clock that this moment is by");
        h.Advance(20);
        Expect.Equal(h.Now.AddSeconds(30), (await h.AskAsync(10)).NextDue, "the moment after that");
    }

    private static async Task Next_due_ignores_other_queues(StoreHarness h)
    {
        await h.AddInAsync(10, s => s with { Queue = "other" });
        await h.AddInAsync(30, s => s with { Queue = "mine" });
        Expect.Equal(h.Now.AddSeconds(30), (await h.AskAsync(10, "mine")).NextDue, "the next due of one queue");
        Expect.Equal(h.Now.AddSeconds(10), (await h.AskAsync(10, "mine", "other")).NextDue, "the next due of both");
    }

    private static async Task Wall_clock_set_back_puts_a_waiting_job_off(StoreHarness h)
    {
        await h.AddInAsync(60);
        h.Time.StepWallClock(TimeSpan.FromMinutes(-5));
        h.Advance(60);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed before their time");
        h.Advance(300);
        Expect.Equal(1, (await h.ClaimAsync()).Count, "the number of jobs claimed at their time");
    }

    private static async Task Running_job_shows_its_node_and_attempt(StoreHarness h)
    {
        var id = await h.AddAsync();
        h.Advance(5);
        await h.ClaimOneAsync();
        var job = await h.JobAsync(id);
        Expect.Equal(JobState.Running, job.State, "the state of a claimed job");
        Expect.Equal(StoreHarness.Node, job.Node, "the node");
        Expect.Equal(h.Now, job.StartedAt, "the start of the attempt");
        Expect.Sequence(
            [new Attempt(1, StoreHarness.Node, h.Now, null, AttemptOutcome.Running, null)], job.Attempts,
            "the attempt history");
    }

    private static IEnumerable<JobId> Ids(IReadOnlyList<ClaimedJob> jobs) => jobs.Select(j => j.Token.Job);
}
