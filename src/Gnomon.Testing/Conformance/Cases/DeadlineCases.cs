using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What a deadline does.</summary>
internal static class DeadlineCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P5", Job_past_its_deadline_is_never_handed_out),
        Case("P5", Job_before_its_deadline_is_handed_out),
        Case("P5", Job_may_start_at_the_very_moment_of_its_deadline),
        Case("P5", Sweep_expires_jobs_past_their_deadline),
        Case("P5", Scheduled_job_whose_deadline_passes_first_expires),
        Case("P5", Retry_that_would_come_after_the_deadline_expires_at_once),
        Case("P5", Running_job_may_end_after_its_deadline),
        Case("keys", Expired_job_gives_its_key_back),
    ];

    private static async Task Job_past_its_deadline_is_never_handed_out(StoreHarness h)
    {
        var late = await h.AddAsync(s => s with { Deadline = h.Now.AddSeconds(10), Priority = 9 });
        var other = await h.AddAsync();
        h.Advance(11);
        var jobs = await h.ClaimAsync(1);
        Expect.Sequence([other], jobs.Select(j => j.Token.Job), "the claimed jobs");
        var job = await h.JobAsync(late);
        Expect.Equal(JobState.Expired, job.State, "the state");
        Expect.Equal(0, job.Attempt, "the attempts it had");
        Expect.Equal(h.Now, job.FinishedAt, "the moment it ended");
    }

    private static async Task Job_before_its_deadline_is_handed_out(StoreHarness h)
    {
        var id = await h.AddAsync(s => s with { Deadline = h.Now.AddSeconds(10) });
        h.Advance(9);
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Job_may_start_at_the_very_moment_of_its_deadline(StoreHarness h)
    {
        var id = await h.AddAsync(s => s with { Deadline = h.Now.AddSeconds(10) });
        h.Advance(10);
        Expect.Equal(0, (await h.SweepAsync()).Ended.Count, "the number of jobs ended by a sweep");
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Sweep_expires_jobs_past_their_deadline(StoreHarness h)
    {
        var late = await h.AddAsync(s => s with { Deadline = h.Now.AddSeconds(10) });
        var timely = await h.AddAsync(s => s with { Deadline = h.Now.AddSeconds(20) });
        h.Advance(11);
        Expect.Sequence([late], (await h.SweepAsync()).Ended, "the jobs ended by the sweep");
        await h.ExpectStateAsync(JobState.Expired, late);
        await h.ExpectStateAsync(JobState.Ready, timely);
    }

    private static async Task Scheduled_job_whose_deadline_passes_first_expires(StoreHarness h)
    {
        var id = await h.AddInAsync(60, s => s with { Deadline = h.Now.AddSeconds(30) });
        h.Advance(31);
        await h.SweepAsync();
        await h.ExpectStateAsync(JobState.Expired, id);
        h.Advance(60);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of claimed jobs");
    }

    private static async Task Retry_that_would_come_after_the_deadline_expires_at_once(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Deadline = h.Now.AddSeconds(30) });
        var early = await h.SettleAsync(token, SettlementKind.Retry, 10);
        Expect.Equal(JobState.Scheduled, early.State, "the state when the retry comes before the deadline");
        h.Advance(10);
        var late = await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Retry, 25);
        Expect.Equal(new SettleOutcome(true, JobState.Expired), late, "the outcome when it comes after it");
        var job = await h.JobAsync(token.Job);
        Expect.Equal("it broke", job.Error, "the error");
        Expect.Equal(h.Now, job.FinishedAt, "the moment it ended");
    }

    private static async Task Running_job_may_end_after_its_deadline(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Deadline = h.Now.AddSeconds(10) });
        h.Advance(5);
        await h.RenewAsync(new LeaseRenewal(token, TimeSpan.FromMinutes(1)));
        h.Advance(20);
        Expect.Equal(0, (await h.SweepAsync()).Ended.Count, "the number of jobs ended by a sweep");
        Expect.Equal(
            new SettleOutcome(true, JobState.Succeeded), await h.SettleAsync(token, SettlementKind.Succeeded),
            "the outcome");
    }

    private static async Task Expired_job_gives_its_key_back(StoreHarness h)
    {
        await h.AddAsync(s => s with { Key = "k", Deadline = h.Now.AddSeconds(10) });
        h.Advance(11);
        await h.SweepAsync();
        await h.AddAsync(s => s with { Key = "k" });
    }
}
