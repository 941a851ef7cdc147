using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How jobs are changed from outside.</summary>
internal static class ControlCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("control", Unknown_job_is_not_found),
        Case("control", Each_job_of_a_request_is_answered_in_its_place),
        Case("cancel", Waiting_jobs_are_cancelled_at_once),
        Case("cancel", Running_job_is_asked_to_stop),
        Case("cancel", Cancelled_job_that_fails_does_not_run_again),
        Case("cancel", Cancelled_job_that_is_snoozed_or_released_does_not_run_again),
        Case("cancel", Cancelled_job_that_succeeds_stays_succeeded),
        Case("cancel", Cancelled_job_that_dies_stays_dead),
        Case("cancel", Cancelled_job_whose_worker_is_lost_is_cancelled),
        Case("cancel", Ended_job_cannot_be_cancelled),
        Case("revive", Revived_job_runs_again_with_fresh_attempts),
        Case("revive", Every_ended_state_can_be_revived),
        Case("revive", Revived_job_forgets_its_result_and_error),
        Case("revive", Job_that_has_not_ended_cannot_be_revived),
        Case("revive", Revival_waits_for_a_key_that_is_taken),
        Case("revive", Revived_job_takes_its_key_again),
        Case("delete", Ended_job_is_deleted_with_its_history),
        Case("delete", Job_that_has_not_ended_cannot_be_deleted),
        Case("delete", Deleted_id_may_be_used_again),
        Case("run-now", Scheduled_job_runs_before_its_time),
        Case("run-now", Job_that_does_not_wait_cannot_be_hastened),
    ];

    private static async Task Unknown_job_is_not_found(StoreHarness h)
    {
        foreach (var action in Enum.GetValues<ControlAction>())
            Expect.Equal(
                ControlOutcome.NotFound, (await h.ControlAsync(action, JobId.New(h.Time))).Outcome,
                $"the outcome of {action} for an unknown job");
    }

    private static async Task Each_job_of_a_request_is_answered_in_its_place(StoreHarness h)
    {
        var token = await h.StartAsync();
        var waiting = await h.AddAsync();
        var unknown = JobId.New(h.Time);
        var answer = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, [token.Job, unknown, waiting]));
        var results = answer.Results;
        Expect.Absent(answer.Next, "cursor in an answer by id");
        Expect.Sequence([token.Job, unknown, waiting], results.Select(r => r.Job), "the answered jobs");
        Expect.Sequence(
            [ControlOutcome.Requested, ControlOutcome.NotFound, ControlOutcome.Done],
            results.Select(r => r.Outcome), "the outcomes");
    }

    private static async Task Waiting_jobs_are_cancelled_at_once(StoreHarness h)
    {
        JobId[] ids = [await h.AddAsync(), await h.AddInAsync(60)];
        foreach (var id in ids)
        {
            var result = await h.ControlAsync(ControlAction.Cancel, id);
            Expect.Equal(new ControlResult(id, ControlOutcome.Done, JobState.Cancelled), result, "the answer");
            Expect.Equal(h.Now, (await h.JobAsync(id)).FinishedAt, "the moment it ended");
        }

        h.Advance(60);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs to claim after that");
    }

    private static async Task Running_job_is_asked_to_stop(StoreHarness h)
    {
        var token = await h.StartAsync();
        var result = await h.ControlAsync(ControlAction.Cancel, token.Job);
        Expect.Equal(new ControlResult(token.Job, ControlOutcome.Requested, JobState.Running), result, "the answer");
        Expect.Equal(true, (await h.JobAsync(token.Job)).CancelRequested, "whether the request shows");
        Expect.Equal(RenewOutcome.CancelRequested, await h.RenewAsync(token), "the outcome of the next renewal");
        Expect.Equal(RenewOutcome.CancelRequested, await h.RenewAsync(token), "the outcome of the one after it");
    }

    private static async Task Cancelled_job_that_fails_does_not_run_again(StoreHarness h) =>
        await ExpectAfterCancelAsync(h, SettlementKind.Retry, JobState.Cancelled);

    private static async Task Cancelled_job_that_is_snoozed_or_released_does_not_run_again(StoreHarness h)
    {
        await ExpectAfterCancelAsync(h, SettlementKind.Snoozed, JobState.Cancelled);
        await ExpectAfterCancelAsync(h, SettlementKind.Released, JobState.Cancelled);
    }

    private static async Task Cancelled_job_that_succeeds_stays_succeeded(StoreHarness h) =>
        await ExpectAfterCancelAsync(h, SettlementKind.Succeeded, JobState.Succeeded);

    private static async Task Cancelled_job_that_dies_stays_dead(StoreHarness h) =>
        await ExpectAfterCancelAsync(h, SettlementKind.Dead, JobState.Dead);

    private static async Task ExpectAfterCancelAsync(StoreHarness h, SettlementKind kind, JobState expected)
    {
        var token = await h.StartAsync();
        await h.ControlAsync(ControlAction.Cancel, token.Job);
        var outcome = await h.SettleAsync(token, kind, 1);
        Expect.Equal(new SettleOutcome(true, expected), outcome, $"the outcome of {kind} after a cancel");
        Expect.Equal(h.Now, (await h.JobAsync(token.Job)).FinishedAt, "the moment it ended");
    }

    private static async Task Cancelled_job_whose_worker_is_lost_is_cancelled(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.ControlAsync(ControlAction.Cancel, token.Job);
        h.Advance(60);
        Expect.Equal(1, (await h.SweepAsync()).Recovered, "the number of recovered claims");
        await h.ExpectStateAsync(JobState.Cancelled, token.Job);
    }

    private static async Task Ended_job_cannot_be_cancelled(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Succeeded);
        var result = await h.ControlAsync(ControlAction.Cancel, token.Job);
        Expect.Equal(
            new ControlResult(token.Job, ControlOutcome.NotAllowed, JobState.Succeeded), result, "the answer");
    }

    private static async Task Revived_job_runs_again_with_fresh_attempts(StoreHarness h)
    {
        var first = await h.StartAsync();
        await h.SettleAsync(first, SettlementKind.Retry);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Dead);
        var result = await h.ControlAsync(ControlAction.Retry, first.Job);
        Expect.Equal(new ControlResult(first.Job, ControlOutcome.Done, JobState.Ready), result, "the answer");
        var next = await h.ClaimOneAsync();
        Expect.Equal(3, next.Token.Attempt, "the attempt, which goes on counting");
        Expect.Equal(0, next.Failures, "the failures");
        Expect.Equal(0, next.Spent, "the spent attempts");
        Expect.Sequence([1, 2, 3], (await h.JobAsync(first.Job)).Attempts.Select(a => a.Number), "the history");
    }

    private static async Task Every_ended_state_can_be_revived(StoreHarness h)
    {
        var cancelled = await h.AddAsync();
        await h.ControlAsync(ControlAction.Cancel, cancelled);
        var expired = await h.AddInAsync(60, s => s with { Deadline = h.Now.AddSeconds(1) });
        h.Advance(5);
        await h.SweepAsync();
        var succeeded = await h.StartAsync();
        await h.SettleAsync(succeeded, SettlementKind.Succeeded);
        foreach (var id in new[] { cancelled, expired, succeeded.Job })
        {
            var before = (await h.JobAsync(id)).State;
            var result = await h.ControlAsync(ControlAction.Retry, id);
            Expect.Equal(ControlOutcome.Done, result.Outcome, $"the outcome of reviving a job that is {before}");
        }
    }

    private static async Task Revived_job_forgets_its_result_and_error(StoreHarness h)
    {
        var good = await h.StartAsync();
        await h.SettleAsync(new Settlement(good, SettlementKind.Succeeded) { Result = Encoding.UTF8.GetBytes("1") });
        var bad = await h.StartAsync();
        await h.SettleAsync(bad, SettlementKind.Dead);
        foreach (var id in new[] { good.Job, bad.Job })
        {
            await h.ControlAsync(ControlAction.Retry, id);
            var job = await h.JobAsync(id);
            Expect.Equal(0, job.Result.Length, "the length of the result");
            Expect.Absent(job.Error, "error after the revival");
            Expect.Absent(job.FinishedAt, "end after the revival");
        }
    }

    private static async Task Job_that_has_not_ended_cannot_be_revived(StoreHarness h)
    {
        var running = await h.StartAsync();
        foreach (var id in new[] { await h.AddInAsync(60), await h.AddAsync(), running.Job })
        {
            var state = (await h.JobAsync(id)).State;
            Expect.Equal(
                new ControlResult(id, ControlOutcome.NotAllowed, state), await h.ControlAsync(ControlAction.Retry, id),
                "the answer");
        }
    }

    private static async Task Revival_waits_for_a_key_that_is_taken(StoreHarness h)
    {
        var old = await h.StartAsync(s => s with { Key = "k" });
        await h.SettleAsync(old, SettlementKind.Dead);
        var holder = await h.AddAsync(s => s with { Key = "k" });
        var refused = await h.ControlAsync(ControlAction.Retry, old.Job);
        Expect.Equal(ControlOutcome.NotAllowed, refused.Outcome, "the outcome while the key is taken");
        await h.ExpectStateAsync(JobState.Dead, old.Job);
        await h.ControlAsync(ControlAction.Cancel, holder);
        var done = await h.ControlAsync(ControlAction.Retry, old.Job);
        Expect.Equal(ControlOutcome.Done, done.Outcome, "the outcome after the key is free");
    }

    private static async Task Revived_job_takes_its_key_again(StoreHarness h)
    {
        var token = await h.StartAsync(s => s with { Key = "k" });
        await h.SettleAsync(token, SettlementKind.Succeeded);
        await h.ControlAsync(ControlAction.Retry, token.Job);
        var other = await h.EnqueueAsync(h.Draft(s => s with { Key = "k" }));
        Expect.Equal(new EnqueueResult(token.Job, EnqueueOutcome.SameKey), other[0], "the answer to the same key");
    }

    private static async Task Ended_job_is_deleted_with_its_history(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(new Settlement(token, SettlementKind.Succeeded) { LogLines = ["done"] });
        var result = await h.ControlAsync(ControlAction.Delete, token.Job);
        Expect.Equal(ControlOutcome.Done, result.Outcome, "the outcome");
        Expect.Absent(await h.Query.GetJobAsync(token.Job, h.Cancellation), "job after its deletion");
        Expect.Absent(await h.Query.GetLogsAsync(token.Job, h.Cancellation), "log after its deletion");
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of listed jobs");
    }

    private static async Task Job_that_has_not_ended_cannot_be_deleted(StoreHarness h)
    {
        var running = await h.StartAsync();
        foreach (var id in new[] { await h.AddInAsync(60), await h.AddAsync(), running.Job })
            Expect.Equal(
                ControlOutcome.NotAllowed, (await h.ControlAsync(ControlAction.Delete, id)).Outcome, "the outcome");
        Expect.Equal(3, (await h.ListAsync()).Count, "the number of listed jobs");
    }

    private static async Task Deleted_id_may_be_used_again(StoreHarness h)
    {
        var draft = h.Draft(s => s with { Key = "k" });
        await h.AddAsync(draft);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Dead);
        await h.ControlAsync(ControlAction.Delete, draft.Id);
        await h.AddAsync(draft);
        var job = await h.JobAsync(draft.Id);
        Expect.Equal(0, job.Attempt, "the attempt of the new job");
        Expect.Equal(0, job.Attempts.Count, "the length of the new job's history");
    }

    private static async Task Scheduled_job_runs_before_its_time(StoreHarness h)
    {
        var id = await h.AddInAsync(3600);
        var result = await h.ControlAsync(ControlAction.RunNow, id);
        Expect.Equal(new ControlResult(id, ControlOutcome.Done, JobState.Ready), result, "the answer");
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
        h.Advance(3600);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs to claim at its former time");
    }

    private static async Task Job_that_does_not_wait_cannot_be_hastened(StoreHarness h)
    {
        var running = await h.StartAsync();
        var ready = await h.AddAsync();
        Expect.Equal(
            ControlOutcome.NotAllowed, (await h.ControlAsync(ControlAction.RunNow, running.Job)).Outcome,
            "the outcome for a running job");
        Expect.Equal(
            ControlOutcome.NotAllowed, (await h.ControlAsync(ControlAction.RunNow, ready)).Outcome,
            "the outcome for a ready job");
    }
}
