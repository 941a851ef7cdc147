using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What the periodic sweep does.</summary>
internal static class SweepCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P6", Expired_lease_returns_the_job_to_ready),
        Case("P6", Lost_attempts_are_told_once_by_the_sweep_that_finds_them),
        Case("P6", Lease_that_has_not_run_out_is_left_alone),
        Case("P5", Steps_of_the_wall_clock_do_not_touch_leases),
        Case("order", Recovered_job_goes_to_the_tail),
        Case("P4", Job_that_loses_every_worker_ends_dead),
        Case("P4", Losses_count_against_the_attempts_of_the_policy),
        Case("P4", Losses_after_failures_end_the_job_at_its_limit),
        Case("P5", Sweep_promotes_due_jobs),
        Case("sweep", Sweep_is_bounded),
        Case("retention", Ended_job_is_removed_when_its_retention_is_over),
        Case("retention", Job_without_a_retention_is_kept_for_the_default),
        Case("retention", Waiting_and_running_jobs_are_never_removed),
        Case("retention", Revived_job_is_not_removed),
        Case("retention", Jobs_that_ended_together_are_removed_as_a_sweep_allows),
        Case("retention", Deleted_jobs_id_outlives_those_that_ended_together_with_it),
        Case("retention", Removed_id_may_be_used_again),
        Case("sweep", Sweep_of_an_idle_store_does_nothing),
        Case("sweep", Sweep_tells_when_there_is_more_to_do),
    ];

    private static async Task Expired_lease_returns_the_job_to_ready(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Advance(6.5);
        Expect.Equal(1, (await h.SweepAsync()).Recovered, "the number of recovered claims");
        var job = await h.JobAsync(token.Job);
        Expect.Equal(JobState.Ready, job.State, "the state");
        Expect.Equal(AttemptOutcome.Lost, job.Attempts[0].Outcome, "the outcome of the attempt");
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(token), "the outcome of a renewal after that");
        Expect.Equal(token with { Attempt = 2 }, (await h.ClaimOneAsync()).Token, "the next token");
    }

    private static async Task Lost_attempts_are_told_once_by_the_sweep_that_finds_them(StoreHarness h)
    {
        var tokens = new List<AttemptToken>();
        for (var i = 0; i < 3; i++) tokens.Add(await h.StartAsync());
        h.Advance(6.5);
        var first = await h.SweepAsync(2);
        var second = await h.SweepAsync(2);
        Expect.Equal(2, first.Lost.Count, "the lost attempts that a sweep of 2 tells");
        Expect.Equal(2, first.Recovered, "the number of claims it recovered");
        Expect.Sequence(
            tokens.Select(token => new LostAttempt(token, StoreHarness.Node)).OrderBy(lost => lost.Token.Job.Value),
            first.Lost.Concat(second.Lost).OrderBy(lost => lost.Token.Job.Value), "the lost attempts");
        Expect.Equal(0, (await h.SweepAsync()).Lost.Count, "the lost attempts that a third sweep tells");
    }

    private static async Task Lease_that_has_not_run_out_is_left_alone(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Advance(5.9);
        Expect.Equal(0, (await h.SweepAsync()).Recovered, "the number of recovered claims");
        await h.ExpectStateAsync(JobState.Running, token.Job);
    }

    private static async Task Steps_of_the_wall_clock_do_not_touch_leases(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Time.StepWallClock(TimeSpan.FromMinutes(10));
        Expect.Equal(0, (await h.SweepAsync()).Recovered, "the claims recovered after a step forward");
        await h.ExpectStateAsync(JobState.Running, token.Job);
        h.Time.StepWallClock(TimeSpan.FromMinutes(-20));
        h.Advance(6.5);
        Expect.Equal(1, (await h.SweepAsync()).Recovered, "the claims recovered after a step back and a full lease");
    }

    private static async Task Recovered_job_goes_to_the_tail(StoreHarness h)
    {
        var lost = await h.StartAsync();
        var waiting = await h.AddAsync();
        h.Advance(60);
        await h.SweepAsync();
        var jobs = await h.ClaimAsync();
        Expect.Sequence([waiting, lost.Job], jobs.Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Job_that_loses_every_worker_ends_dead(StoreHarness h)
    {
        var id = await h.AddAsync();
        for (var loss = 1; loss <= JobLimits.MinLossesBeforeDead; loss++)
        {
            await h.ClaimOneAsync();
            h.Advance(60);
            var answer = await h.SweepAsync();
            var dead = loss == JobLimits.MinLossesBeforeDead;
            Expect.Sequence(dead ? [id] : Array.Empty<JobId>(), answer.Ended, $"the jobs ended by loss {loss}");
            await h.ExpectStateAsync(dead ? JobState.Dead : JobState.Ready, id);
        }

        var job = await h.JobAsync(id);
        var error = Expect.Present(job.Error, "the error of a job that lost its workers");
        Expect.That(
            error.Contains("lost", StringComparison.OrdinalIgnoreCase), $"the error to speak of loss: '{error}'");
        Expect.Equal(h.Now, job.FinishedAt, "the moment it ended");
    }

    private static async Task Losses_count_against_the_attempts_of_the_policy(StoreHarness h)
    {
        const int attempts = JobLimits.MinLossesBeforeDead + 2;
        var policy = RetryPolicy.Growing(Backoff.Fixed, attempts, TimeSpan.FromSeconds(1));
        var id = await h.AddAsync(s => s with { Retry = policy });
        for (var loss = 1; loss <= attempts; loss++)
        {
            await h.ClaimOneAsync();
            h.Advance(60);
            await h.SweepAsync();
            await h.ExpectStateAsync(loss == attempts ? JobState.Dead : JobState.Ready, id);
        }
    }

    private static async Task Losses_after_failures_end_the_job_at_its_limit(StoreHarness h)
    {
        var policy = RetryPolicy.Growing(Backoff.Fixed, 4, TimeSpan.FromSeconds(1));
        var id = await h.AddAsync(s => s with { Retry = policy });
        for (var failure = 0; failure < 3; failure++)
            await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Retry);
        await h.ClaimOneAsync();
        h.Advance(60);
        await h.SweepAsync();
        await h.ExpectStateAsync(JobState.Dead, id);
    }

    private static async Task Sweep_promotes_due_jobs(StoreHarness h)
    {
        var due = await h.AddInAsync(10);
        var later = await h.AddInAsync(20);
        h.Advance(10);
        Expect.Equal(1, (await h.SweepAsync()).Promoted, "the number of promoted jobs");
        await h.ExpectStateAsync(JobState.Ready, due);
        await h.ExpectStateAsync(JobState.Scheduled, later);
    }

    private static async Task Sweep_is_bounded(StoreHarness h)
    {
        await h.EnqueueAsync([.. Enumerable.Range(0, 5).Select(_ => h.Draft())]);
        await h.ClaimAsync();
        for (var i = 0; i < 5; i++) await h.AddInAsync(10);
        h.Advance(60);
        var first = await h.SweepAsync(3);
        Expect.That(first.Promoted <= 3, $"at most 3 promoted jobs; there are {first.Promoted}");
        Expect.That(first.Recovered <= 3, $"at most 3 recovered claims; there are {first.Recovered}");
        Expect.That(first.NextDue <= h.Now, "an unfinished sweep to ask for another one at once");
        var second = await h.SweepAsync(3);
        Expect.Equal(5, first.Promoted + second.Promoted, "the jobs promoted by two sweeps");
        Expect.Equal(5, first.Recovered + second.Recovered, "the claims recovered by two sweeps");
    }

    private static async Task Ended_job_is_removed_when_its_retention_is_over(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Retention = TimeSpan.FromMinutes(10) });
        h.Advance(60);
        await h.SettleAsync(token, SettlementKind.Succeeded);
        h.Advance(599);
        Expect.Equal(0, (await h.SweepAsync()).Pruned, "the jobs removed before the retention is over");
        await h.JobAsync(token.Job);
        h.Advance(2);
        Expect.Equal(1, (await h.SweepAsync()).Pruned, "the jobs removed after the retention");
        Expect.Absent(await h.Query.GetJobAsync(token.Job, h.Cancellation), "job after its retention");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of listed jobs");
    }

    private static async Task Job_without_a_retention_is_kept_for_the_default(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Succeeded);
        h.Time.Advance(JobLimits.DefaultRetention - TimeSpan.FromSeconds(1));
        Expect.Equal(0, (await h.SweepAsync()).Pruned, "the jobs removed before the default is over");
        h.Advance(2);
        Expect.Equal(1, (await h.SweepAsync()).Pruned, "the jobs removed after it");
    }

    private static async Task Waiting_and_running_jobs_are_never_removed(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Retention = TimeSpan.FromSeconds(1) });
        await h.AddAsync(s => s with { Retention = TimeSpan.FromSeconds(1) });
        await h.RenewAsync(new LeaseRenewal(token, TimeSpan.FromDays(2)));
        h.Time.Advance(TimeSpan.FromDays(1));
        Expect.Equal(0, (await h.SweepAsync()).Pruned, "the number of removed jobs");
        Expect.Equal(2, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Revived_job_is_not_removed(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Retention = TimeSpan.FromSeconds(10) });
        await h.SettleAsync(token, SettlementKind.Dead);
        h.Advance(5);
        await h.ControlAsync(ControlAction.Retry, token.Job);
        h.Advance(60);
        Expect.Equal(0, (await h.SweepAsync()).Pruned, "the number of removed jobs");
        var next = await h.ClaimOneAsync();
        await h.SettleAsync(next.Token, SettlementKind.Dead);
        h.Advance(9);
        Expect.Equal(0, (await h.SweepAsync()).Pruned, "the number removed within the second retention");
        h.Advance(2);
        Expect.Equal(1, (await h.SweepAsync()).Pruned, "the number removed after it");
    }

    private static async Task Jobs_that_ended_together_are_removed_as_a_sweep_allows(StoreHarness h)
    {
        await EndTogetherAsync(h, 5);
        h.Time.Advance(JobLimits.DefaultRetention + TimeSpan.FromSeconds(1));
        foreach (var expected in (int[])[2, 2, 1, 0])
            Expect.Equal(expected, (await h.SweepAsync(2)).Pruned, "the number of removed jobs");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs that are left");
    }

    private static async Task Deleted_jobs_id_outlives_those_that_ended_together_with_it(StoreHarness h)
    {
        var ids = await EndTogetherAsync(h, 3);
        h.Advance(5);
        await h.ControlAsync(ControlAction.Delete, ids[1]);
        await h.AddAsync(h.Draft() with { Id = ids[1] });
        h.Time.Advance(JobLimits.DefaultRetention + TimeSpan.FromSeconds(1));
        Expect.Equal(2, (await h.SweepAsync()).Pruned, "the number of removed jobs");
        await h.ExpectStateAsync(JobState.Ready, ids[1]);
    }

    private static async Task<List<JobId>> EndTogetherAsync(StoreHarness h, int count)
    {
        var ids = await h.AddManyAsync(count);
        var jobs = await h.ClaimAsync(count);
        await h.Store.SettleAsync(
            [.. jobs.Select(job => new Settlement(job.Token, SettlementKind.Succeeded))], h.Cancellation);
        return ids;
    }

    private static async Task Removed_id_may_be_used_again(StoreHarness h)
    {
        var draft = h.Draft(s => s with { Retention = TimeSpan.FromSeconds(10) });
        await h.AddAsync(draft);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        Expect.Equal(EnqueueOutcome.SameId, (await h.EnqueueAsync(draft))[0].Outcome, "the outcome while it is kept");
        h.Advance(11);
        await h.SweepAsync();
        await h.AddAsync(draft);
        Expect.Equal(1, (await h.ClaimOneAsync()).Token.Attempt, "the attempt of the new job");
    }

    private static async Task Sweep_of_an_idle_store_does_nothing(StoreHarness h)
    {
        await h.AddAsync();
        var answer = await h.SweepAsync();
        Expect.Equal((0, 0, 0), (answer.Promoted, answer.Recovered, answer.Pruned), "what the sweep did");
        Expect.Equal(0, answer.Ended.Count, "the number of jobs it ended");
    }

    private static async Task Sweep_tells_when_there_is_more_to_do(StoreHarness h)
    {
        await h.AddInAsync(30);
        var answer = await h.SweepAsync();
        if (answer.NextDue is not { } next) return;
        Expect.That(next > h.Now, "the next sweep to be later than one that left nothing");
        Expect.That(next <= h.Now.AddSeconds(30), "the next sweep to be no later than the next due job");
    }
}
