using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How attempts end.</summary>
internal static class SettleCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P3", Success_stores_the_result),
        Case("P3", Second_settlement_is_refused),
        Case("P3", Stale_attempt_cannot_settle),
        Case("P3", Token_of_the_future_cannot_settle),
        Case("P3", Unknown_job_cannot_be_settled),
        Case("P3", Same_token_twice_in_one_call_settles_once),
        Case("P3", Settlement_after_the_lease_ran_out_is_accepted_until_somebody_recovers_it),
        Case("P3", Settlement_after_recovery_is_refused),
        Case("P3", Concurrent_settlements_of_one_attempt_have_one_winner),
        Case("settle", Retry_waits_and_counts_a_failure),
        Case("settle", Retry_without_a_wait_runs_at_once),
        Case("settle", Snooze_waits_and_counts_no_failure),
        Case("settle", Snoozes_are_counted_until_the_job_begins_another_life),
        Case("settle", Parking_waits_and_counts_neither_as_a_failure_nor_as_a_snooze),
        Case("settle", Release_is_ready_at_once_and_counts_no_failure),
        Case("settle", Dead_ends_the_job_with_its_error),
        Case("settle", Cancelled_ends_the_job),
        Case("settle", Each_settlement_of_a_batch_is_answered_in_its_place),
        Case("settle", History_tells_every_attempt),
        Case("bounds", History_keeps_the_newest_attempts),
        Case("bounds", Long_error_is_cut),
    ];

    private static async Task Success_stores_the_result(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Advance(3);
        var outcome = await h.SettleAsync(
            new Settlement(token, SettlementKind.Succeeded) { Result = Encoding.UTF8.GetBytes("57") });
        Expect.Equal(new SettleOutcome(true, JobState.Succeeded), outcome, "the outcome");
        var job = await h.JobAsync(token.Job);
        Expect.Equal(JobState.Succeeded, job.State, "the state");
        Expect.Equal("57", Encoding.UTF8.GetString(job.Result.Span), "the result");
        Expect.Equal(h.Now, job.FinishedAt, "the moment it ended");
    }

    private static async Task Second_settlement_is_refused(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(new Settlement(token, SettlementKind.Succeeded) { Result = Encoding.UTF8.GetBytes("1") });
        var second = await h.SettleAsync(
            new Settlement(token, SettlementKind.Succeeded) { Result = Encoding.UTF8.GetBytes("2") });
        Expect.Equal(false, second.Applied, "whether the second settlement applied");
        var job = await h.JobAsync(token.Job);
        Expect.Equal("1", Encoding.UTF8.GetString(job.Result.Span), "the result");
    }

    private static async Task Stale_attempt_cannot_settle(StoreHarness h)
    {
        var old = await h.StartAsync();
        await h.SettleAsync(old, SettlementKind.Released);
        await h.ClaimOneAsync();
        var outcome = await h.SettleAsync(
            new Settlement(old, SettlementKind.Dead) { Error = "ghost", LogLines = ["ghost"] });
        Expect.Equal(false, outcome.Applied, "whether the stale settlement applied");
        var job = await h.JobAsync(old.Job);
        Expect.Equal(JobState.Running, job.State, "the state");
        Expect.Absent(job.Error, "error from a stale attempt");
        Expect.Equal(0, (await h.Query.GetLogsAsync(old.Job, h.Cancellation))?.Count, "the number of log lines");
    }

    private static async Task Token_of_the_future_cannot_settle(StoreHarness h)
    {
        var token = await h.StartAsync();
        var outcome = await h.SettleAsync(token with { Attempt = 2 }, SettlementKind.Succeeded);
        Expect.Equal(false, outcome.Applied, "whether a token never given applied");
        await h.ExpectStateAsync(JobState.Running, token.Job);
    }

    private static async Task Unknown_job_cannot_be_settled(StoreHarness h)
    {
        var outcome = await h.SettleAsync(new AttemptToken(JobId.New(h.Time), 1), SettlementKind.Succeeded);
        Expect.Equal(false, outcome.Applied, "whether a settlement of an unknown job applied");
    }

    private static async Task Same_token_twice_in_one_call_settles_once(StoreHarness h)
    {
        var token = await h.StartAsync();
        var outcomes = await h.Store.SettleAsync(
            [new(token, SettlementKind.Succeeded), new(token, SettlementKind.Dead)], h.Cancellation);
        Expect.Sequence([true, false], outcomes.Select(o => o.Applied), "which settlements applied");
        await h.ExpectStateAsync(JobState.Succeeded, token.Job);
    }

    private static async Task Settlement_after_the_lease_ran_out_is_accepted_until_somebody_recovers_it(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Advance(600);
        var outcome = await h.SettleAsync(token, SettlementKind.Succeeded);
        Expect.Equal(new SettleOutcome(true, JobState.Succeeded), outcome, "the outcome of a late settlement");
    }

    private static async Task Settlement_after_recovery_is_refused(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Advance(600);
        await h.SweepAsync();
        Expect.Equal(false, (await h.SettleAsync(token, SettlementKind.Succeeded)).Applied, "whether it applied");
        await h.ExpectStateAsync(JobState.Ready, token.Job);
    }

    private static async Task Concurrent_settlements_of_one_attempt_have_one_winner(StoreHarness h)
    {
        for (var round = 0; round < 20; round++)
        {
            var token = await h.StartAsync();
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
                () => h.SettleAsync(token, SettlementKind.Succeeded), h.Cancellation)));
            Expect.Equal(1, outcomes.Count(o => o.Applied), "the number of settlements that applied");
        }
    }

    private static async Task Retry_waits_and_counts_a_failure(StoreHarness h)
    {
        var token = await h.StartAsync();
        var outcome = await h.SettleAsync(token, SettlementKind.Retry, 5);
        Expect.Equal(new SettleOutcome(true, JobState.Scheduled), outcome, "the outcome");
        var job = await h.JobAsync(token.Job);
        Expect.Equal(h.Now.AddSeconds(5), job.RunAt, "the moment of the next attempt");
        Expect.Equal("it broke", job.Error, "the error");
        Expect.Absent(job.FinishedAt, "end of a job that runs again");
        h.Advance(4.999);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed before the wait is over");
        h.Advance(0.001);
        Expect.Equal(1, (await h.ClaimOneAsync()).Failures, "the failures");
    }

    private static async Task Retry_without_a_wait_runs_at_once(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Retry);
        Expect.Equal(token with { Attempt = 2 }, (await h.ClaimOneAsync()).Token, "the token of the next attempt");
    }

    private static async Task Snooze_waits_and_counts_no_failure(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Snoozed, 5);
        await h.ExpectStateAsync(JobState.Scheduled, token.Job);
        h.Advance(5);
        var next = await h.ClaimOneAsync();
        Expect.Equal(0, next.Failures, "the failures");
        Expect.Equal(0, next.Spent, "the spent attempts");
    }

    private static async Task Snoozes_are_counted_until_the_job_begins_another_life(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Snoozed);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Snoozed);
        var third = await h.ClaimOneAsync();
        Expect.Equal(2, third.Snoozes, "the snoozes");
        await h.SettleAsync(third.Token, SettlementKind.Dead);
        await h.ControlAsync(ControlAction.Retry, token.Job);
        Expect.Equal(0, (await h.ClaimOneAsync()).Snoozes, "the snoozes after the revival");
    }

    private static async Task Parking_waits_and_counts_neither_as_a_failure_nor_as_a_snooze(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Parked, 5);
        await h.ExpectStateAsync(JobState.Scheduled, token.Job);
        h.Advance(5);
        var next = await h.ClaimOneAsync();
        Expect.Equal((0, 0, 0), (next.Failures, next.Spent, next.Snoozes), "the failures, spent attempts and snoozes");
        Expect.Equal(
            AttemptOutcome.Parked, (await h.JobAsync(token.Job)).Attempts[0].Outcome, "the outcome of the first attempt");
    }

    private static async Task Release_is_ready_at_once_and_counts_no_failure(StoreHarness h)
    {
        var token = await h.StartAsync();
        var outcome = await h.SettleAsync(token, SettlementKind.Released);
        Expect.Equal(new SettleOutcome(true, JobState.Ready), outcome, "the outcome");
        var next = await h.ClaimOneAsync();
        Expect.Equal(2, next.Token.Attempt, "the attempt");
        Expect.Equal(0, next.Spent, "the spent attempts");
    }

    private static async Task Dead_ends_the_job_with_its_error(StoreHarness h)
    {
        var token = await h.StartAsync();
        var outcome = await h.SettleAsync(token, SettlementKind.Dead);
        Expect.Equal(new SettleOutcome(true, JobState.Dead), outcome, "the outcome");
        var job = await h.JobAsync(token.Job);
        Expect.Equal("it broke", job.Error, "the error");
        Expect.Equal(h.Now, job.FinishedAt, "the moment it ended");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs to claim after that");
    }

    private static async Task Cancelled_ends_the_job(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.ControlAsync(ControlAction.Cancel, token.Job);
        var outcome = await h.SettleAsync(token, SettlementKind.Cancelled);
        Expect.Equal(new SettleOutcome(true, JobState.Cancelled), outcome, "the outcome");
        Expect.Equal(AttemptOutcome.Cancelled, (await h.JobAsync(token.Job)).Attempts[0].Outcome, "the attempt");
    }

    private static async Task Each_settlement_of_a_batch_is_answered_in_its_place(StoreHarness h)
    {
        await h.EnqueueAsync(h.Draft(), h.Draft(), h.Draft());
        var jobs = await h.ClaimAsync();
        var outcomes = await h.Store.SettleAsync(
            [
                new(jobs[2].Token, SettlementKind.Dead),
                new(jobs[0].Token with { Attempt = 9 }, SettlementKind.Dead),
                new(jobs[1].Token, SettlementKind.Succeeded),
            ],
            h.Cancellation);
        Expect.Sequence([true, false, true], outcomes.Select(o => o.Applied), "which settlements applied");
        Expect.Equal(JobState.Dead, outcomes[0].State, "the state of the first");
        Expect.Equal(JobState.Succeeded, outcomes[2].State, "the state of the third");
    }

    private static async Task History_tells_every_attempt(StoreHarness h)
    {
        var id = await h.AddAsync();
        SettlementKind[] kinds = [SettlementKind.Retry, SettlementKind.Snoozed, SettlementKind.Released];
        foreach (var kind in kinds)
        {
            await h.SettleAsync((await h.ClaimOneAsync()).Token, kind);
            h.Advance(1);
        }

        await h.ClaimOneAsync();
        h.Advance(60);
        await h.SweepAsync();
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        var attempts = (await h.JobAsync(id)).Attempts;
        Expect.Sequence([1, 2, 3, 4, 5], attempts.Select(a => a.Number), "the attempt numbers");
        Expect.Sequence(
            [
                AttemptOutcome.Failed, AttemptOutcome.Snoozed, AttemptOutcome.Released, AttemptOutcome.Lost,
                AttemptOutcome.Succeeded,
            ],
            attempts.Select(a => a.Outcome), "the outcomes");
        Expect.Equal("it broke", attempts[0].Error, "the error of the first attempt");
        Expect.That(attempts.All(a => a.FinishedAt is not null), "every attempt to have an end");
    }

    private static async Task History_keeps_the_newest_attempts(StoreHarness h)
    {
        var id = await h.AddAsync();
        const int runs = JobLimits.MaxAttemptHistory + 5;
        for (var i = 0; i < runs; i++)
            await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Released);
        Expect.Sequence(
            Enumerable.Range(6, JobLimits.MaxAttemptHistory), (await h.JobAsync(id)).Attempts.Select(a => a.Number),
            "the attempts in the history");
    }

    private static async Task Long_error_is_cut(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(new Settlement(token, SettlementKind.Dead)
        {
            Error = "cause: " + new string('z', JobLimits.MaxErrorLength),
        });
        var error = Expect.Present((await h.JobAsync(token.Job)).Error, "the error");
        Expect.That(
            error.Length <= JobLimits.MaxErrorLength && error.StartsWith("cause: zz", StringComparison.Ordinal),
            $"the error to be cut to {JobLimits.MaxErrorLength} characters; it has {error.Length}");
    }
}
