using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Jobs that one claim handed out together and that go apart after it.</summary>
internal static class JointClaimCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P6", Claim_of_many_that_is_lost_is_recovered_as_sweeps_allow),
        Case("P6", Renewed_jobs_of_a_claim_stay_when_the_others_are_lost),
        Case("P6", Renewal_may_end_a_lease_sooner_than_that_of_the_claim),
        Case("P6", Jobs_that_reported_or_are_to_be_cancelled_are_lost_with_the_others_of_their_claim),
        Case("P3", Jobs_of_a_claim_end_each_in_its_way),
        Case("P3", Settlement_of_one_job_twice_in_a_call_of_many_counts_once),
        Case("P3", Settlements_of_several_claims_are_answered_in_their_places),
        Case("P3", Jobs_of_a_queue_that_got_limits_meanwhile_free_their_places),
        RestartCase("P1", Jobs_claimed_together_are_settled_after_a_restart),
        RestartCase("P6", Jobs_claimed_together_are_recovered_after_a_restart),
    ];

    private static async Task Claim_of_many_that_is_lost_is_recovered_as_sweeps_allow(StoreHarness h)
    {
        await ClaimManyAsync(h, 250);
        h.Advance(6.5);
        var lost = new List<JobId>();
        foreach (var expected in (int[])[100, 100, 50, 0])
        {
            var answer = await h.SweepAsync(100);
            Expect.Equal(expected, answer.Recovered, "the claims that a sweep of 100 recovers");
            lost.AddRange(answer.Lost.Select(attempt => attempt.Token.Job));
        }

        Expect.Equal(250, lost.Distinct().Count(), "the number of jobs that were recovered");
        var again = await h.ClaimAsync(1000);
        Expect.Equal(250, again.Count(job => job.Token.Attempt == 2), "the number of second attempts");
    }

    private static async Task Renewed_jobs_of_a_claim_stay_when_the_others_are_lost(StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 10);
        h.Advance(5);
        foreach (var token in tokens.Take(3)) await h.RenewAsync(token);
        h.Advance(1.5);
        Expect.Equal(7, (await h.SweepAsync()).Recovered, "the number of recovered claims");
        foreach (var token in tokens.Take(3))
        {
            Expect.Equal(RenewOutcome.Held, await h.RenewAsync(token), "the outcome of a further renewal");
            Expect.Equal(true, (await h.SettleAsync(token, SettlementKind.Succeeded)).Applied, "whether the end applied");
        }

        h.Advance(60);
        Expect.Equal(0, (await h.SweepAsync()).Recovered, "the number of claims recovered later");
    }

    private static async Task Renewal_may_end_a_lease_sooner_than_that_of_the_claim(StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 5);
        await h.RenewAsync(new LeaseRenewal(tokens[2], TimeSpan.FromSeconds(1)));
        h.Advance(2);
        Expect.Sequence(
            [tokens[2]], (await h.SweepAsync()).Lost.Select(lost => lost.Token), "the attempts that are lost first");
        h.Advance(5);
        Expect.Equal(4, (await h.SweepAsync()).Recovered, "the number of the others");
    }

    private static async Task Jobs_that_reported_or_are_to_be_cancelled_are_lost_with_the_others_of_their_claim(
        StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 5);
        await h.ControlAsync(ControlAction.Cancel, tokens[0].Job);
        await h.RenewAsync(new LeaseRenewal(tokens[1], StoreHarness.Lease) { Progress = 0.5, LogLines = ["half"] });
        h.Advance(5.9);
        Expect.Equal(0, (await h.SweepAsync()).Recovered, "the number of claims recovered within the lease");
        h.Advance(0.6);
        Expect.Equal(5, (await h.SweepAsync()).Recovered, "the number of recovered claims");
        await h.ExpectStateAsync(JobState.Cancelled, tokens[0].Job);
        await h.ExpectStateAsync(JobState.Ready, tokens[1].Job);
        Expect.Sequence(
            ["half"], Expect.Present(await h.Query.GetLogsAsync(tokens[1].Job, h.Cancellation), "the log"), "the log");
    }

    private static async Task Jobs_of_a_claim_end_each_in_its_way(StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 8);
        await h.RenewAsync(tokens[5]);
        Settlement[] settlements =
        [
            new(tokens[0], SettlementKind.Succeeded),
            new(tokens[1], SettlementKind.Retry) { Error = "it broke", Wait = TimeSpan.FromSeconds(9) },
            new(tokens[2], SettlementKind.Succeeded) { Result = "two"u8.ToArray() },
            new(tokens[3], SettlementKind.Dead) { Error = "it broke" },
            new(tokens[4], SettlementKind.Succeeded) { Progress = 1 },
            new(tokens[5], SettlementKind.Succeeded),
            new(tokens[6], SettlementKind.Released),
        ];
        var outcomes = await h.Store.SettleAsync(settlements, h.Cancellation);
        Expect.Sequence(
            [
                JobState.Succeeded, JobState.Scheduled, JobState.Succeeded, JobState.Dead, JobState.Succeeded,
                JobState.Succeeded, JobState.Ready,
            ],
            outcomes.Select(outcome => outcome.State), "the states that they are settled in");
        foreach (var (token, outcome) in tokens.Zip(outcomes)) await h.ExpectStateAsync(outcome.State, token.Job);
        var first = await h.JobAsync(tokens[0].Job);
        Expect.Equal(
            (1, StoreHarness.Node, (DateTimeOffset?)h.Now, (DateTimeOffset?)h.Now, AttemptOutcome.Succeeded),
            (first.Attempt, first.Node, first.StartedAt, first.FinishedAt, first.Attempts[^1].Outcome), "the first job");
        Expect.Equal(
            "two", Encoding.UTF8.GetString((await h.JobAsync(tokens[2].Job)).Result.Span), "the result of the third");
        h.Advance(6.5);
        Expect.Sequence(
            [tokens[7]], (await h.SweepAsync()).Lost.Select(lost => lost.Token), "the attempts that nobody settled");
        await StatsCheck.ExpectCountsEqualListAsync(h);
    }

    private static async Task Settlement_of_one_job_twice_in_a_call_of_many_counts_once(StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 6);
        Settlement[] settlements =
        [
            new(tokens[0], SettlementKind.Succeeded), new(tokens[1], SettlementKind.Succeeded),
            new(tokens[0], SettlementKind.Succeeded), new(tokens[2], SettlementKind.Dead) { Error = "it broke" },
            new(tokens[2], SettlementKind.Succeeded), new(tokens[3], SettlementKind.Succeeded),
            new(tokens[3], SettlementKind.Dead) { Error = "it broke" },
        ];
        var outcomes = await h.Store.SettleAsync(settlements, h.Cancellation);
        Expect.Sequence(
            [true, true, false, true, false, true, false], outcomes.Select(outcome => outcome.Applied),
            "which settlements applied");
        await h.ExpectStateAsync(JobState.Dead, tokens[2].Job);
        await h.ExpectStateAsync(JobState.Succeeded, tokens[3].Job);
        h.Advance(6.5);
        Expect.Equal(2, (await h.SweepAsync()).Recovered, "the number of those that nobody settled");
        await StatsCheck.ExpectCountsEqualListAsync(h);
    }

    private static async Task Settlements_of_several_claims_are_answered_in_their_places(StoreHarness h)
    {
        await h.EnqueueAsync([.. Enumerable.Range(0, 9).Select(_ => h.Draft())]);
        var tokens = new List<AttemptToken>();
        for (var i = 0; i < 3; i++) tokens.AddRange((await h.ClaimAsync(3)).Select(job => job.Token));
        await h.SettleAsync(tokens[4], SettlementKind.Succeeded);
        Settlement[] settlements =
        [
            new(tokens[8], SettlementKind.Succeeded), new(tokens[0], SettlementKind.Succeeded),
            new(tokens[4], SettlementKind.Succeeded), new(tokens[5], SettlementKind.Dead) { Error = "it broke" },
            new(new AttemptToken(JobId.New(h.Time), 1), SettlementKind.Succeeded),
            new(tokens[1] with { Attempt = 2 }, SettlementKind.Succeeded),
            new(tokens[3], SettlementKind.Succeeded) { Result = "three"u8.ToArray() },
        ];
        var outcomes = await h.Store.SettleAsync(settlements, h.Cancellation);
        Expect.Sequence(
            [true, true, false, true, false, false, true], outcomes.Select(outcome => outcome.Applied),
            "which settlements applied");
        await h.ExpectStateAsync(JobState.Dead, tokens[5].Job);
        await h.ExpectStateAsync(JobState.Running, tokens[1].Job);
        Expect.Equal(
            "three", Encoding.UTF8.GetString((await h.JobAsync(tokens[3].Job)).Result.Span), "the result");
        h.Advance(6.5);
        Expect.Equal(4, (await h.SweepAsync()).Recovered, "the number of those that nobody settled");
    }

    private static async Task Jobs_of_a_queue_that_got_limits_meanwhile_free_their_places(StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 5);
        await h.AddManyAsync(5);
        await h.LimitAsync(new QueueLimits { Concurrency = 4 });
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the jobs claimed while too many run");
        await h.Store.SettleAsync(
            [.. tokens.Take(3).Select(token => new Settlement(token, SettlementKind.Succeeded))], h.Cancellation);
        Expect.Equal(2, (await h.ClaimAsync()).Count, "the jobs claimed when two places are free");
        h.Advance(5.9);
        await h.RenewAsync(tokens[3]);
        h.Advance(0.6);
        Expect.Equal(3, (await h.SweepAsync()).Recovered, "the number of recovered claims");
        await StatsCheck.ExpectCountsEqualListAsync(h);
    }

    private static async Task Jobs_claimed_together_are_settled_after_a_restart(StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 6);
        await h.SettleAsync(tokens[0], SettlementKind.Succeeded);
        await h.RestartAsync();
        var outcomes = await h.Store.SettleAsync(
            [.. tokens.Select(token => new Settlement(token, SettlementKind.Succeeded))], h.Cancellation);
        Expect.Sequence(
            [false, true, true, true, true, true], outcomes.Select(outcome => outcome.Applied),
            "which settlements applied");
        h.Advance(6.5);
        Expect.Equal(0, (await h.SweepAsync()).Recovered, "the number of recovered claims");
    }

    private static async Task Jobs_claimed_together_are_recovered_after_a_restart(StoreHarness h)
    {
        var tokens = await ClaimManyAsync(h, 6);
        await h.SettleAsync(tokens[0], SettlementKind.Succeeded);
        await h.RenewAsync(tokens[1]);
        await h.RestartAsync();
        h.Advance(6.5);
        Expect.Equal(5, (await h.SweepAsync()).Recovered, "the number of recovered claims");
    }

    private static async Task<List<AttemptToken>> ClaimManyAsync(StoreHarness h, int count)
    {
        await h.EnqueueAsync([.. Enumerable.Range(0, count).Select(_ => h.Draft())]);
        var jobs = await h.ClaimAsync(count);
        Expect.Equal(count, jobs.Count, "the number of jobs that one claim hands out");
        return [.. jobs.Select(job => job.Token)];
    }
}
