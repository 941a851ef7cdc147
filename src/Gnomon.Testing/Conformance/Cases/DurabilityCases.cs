using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>What is still there after a restart.</summary>
internal static class DurabilityCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P1", Store_says_what_it_promises),
        RestartCase("P1", Accepted_job_survives_whole),
        RestartCase("P1", Order_of_ready_jobs_survives),
        RestartCase("P1", Timers_and_retries_survive),
        RestartCase("P1", Timer_that_came_due_meanwhile_runs_after_the_restart),
        RestartCase("P1", Result_logs_and_history_survive),
        RestartCase("P3", Running_job_is_recovered_with_its_attempt_counted),
        RestartCase("P4", Job_that_kills_its_process_each_time_ends_dead),
        RestartCase("P3", Token_of_before_is_refused_after_the_recovery),
        RestartCase("P1", Cancel_request_survives),
        RestartCase("P1", Id_and_key_are_still_taken),
        RestartCase("P1", Deleted_and_pruned_jobs_stay_gone),
        RestartCase("P1", Paused_queue_stays_paused),
        RestartCase("P2", Schedules_marks_and_ticks_survive),
        RestartCase("P2", Request_fired_before_the_restart_is_refused_after_it),
        RestartCase("P1", Counts_equal_what_is_listed_after_the_restart),
        RestartCase("P1", Several_restarts_change_nothing),
    ];

    private static Task Store_says_what_it_promises(StoreHarness h)
    {
        var said = Expect.Present(h.Description, "the description of the store");
        Expect.That(said.Engine.Length > 0, "the store to name its engine");
        Expect.That(said.Acknowledged.Length > 0, "the store to say what an acknowledgement means");
        Expect.That(said.LossWindow.Length > 0, "the store to say what a crash can lose");
        return Task.CompletedTask;
    }

    private static async Task Accepted_job_survives_whole(StoreHarness h)
    {
        var id = await h.AddAsync(s => s with
        {
            Args = Encoding.UTF8.GetBytes("[12,45]"),
            Queue = "mail",
            Priority = 2,
            Retry = RetryPolicy.Growing(
                Backoff.Exponential, 7, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), 0.5),
            Timeout = TimeSpan.FromSeconds(9),
            Deadline = h.Now.AddHours(3),
            Key = "k",
            Tags = ["a", "b"],
            Retention = TimeSpan.FromHours(9),
            Schedule = "nightly",
            Tick = h.Now.AddSeconds(-1),
        });
        var before = await h.JobAsync(id);
        await h.RestartAsync();
        var after = await h.JobAsync(id);
        Expect.Equal("[12,45]", Encoding.UTF8.GetString(after.Spec.Args.Span), "the arguments");
        Expect.Sequence(before.Spec.Tags, after.Spec.Tags, "the tags");
        Expect.Equal(
            before.Spec with { Args = default, Tags = [] }, after.Spec with { Args = default, Tags = [] },
            "the specification");
        Expect.Equal(
            (before.State, before.CreatedAt, before.RunAt), (after.State, after.CreatedAt, after.RunAt),
            "the state and times");
    }

    private static async Task Order_of_ready_jobs_survives(StoreHarness h)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 20; i++) ids.Add(await h.AddAsync());
        await h.RestartAsync();
        Expect.Sequence(ids, (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Timers_and_retries_survive(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Retry, 20);
        var timer = await h.AddInAsync(10);
        await h.RestartAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed before their time");
        h.Advance(10);
        Expect.Equal(timer, (await h.ClaimOneAsync()).Token.Job, "the job that is due first");
        h.Advance(10);
        var retried = await h.ClaimOneAsync();
        Expect.Equal(token with { Attempt = 2 }, retried.Token, "the token of the retry");
        Expect.Equal(1, retried.Failures, "the failures");
    }

    private static async Task Timer_that_came_due_meanwhile_runs_after_the_restart(StoreHarness h)
    {
        var id = await h.AddInAsync(10);
        h.Advance(3600);
        await h.RestartAsync();
        Expect.Equal(id, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Result_logs_and_history_survive(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.5, LogLines = ["one"] });
        await h.SettleAsync(token, SettlementKind.Retry);
        h.Advance(1);
        await h.SettleAsync(new Settlement((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded)
        {
            Result = Encoding.UTF8.GetBytes("57"), Progress = 1, ProgressText = "all is sent", LogLines = ["two"],
        });
        var before = await h.JobAsync(token.Job);
        await h.RestartAsync();
        var after = await h.JobAsync(token.Job);
        Expect.Equal("57", Encoding.UTF8.GetString(after.Result.Span), "the result");
        Expect.Sequence(before.Attempts, after.Attempts, "the history");
        Expect.Equal(
            (before.State, before.Attempt, before.StartedAt, before.FinishedAt, before.Node),
            (after.State, after.Attempt, after.StartedAt, after.FinishedAt, after.Node), "the rest");
        Expect.Equal((1.0, "all is sent"), (after.Progress, after.ProgressText), "the progress");
        var logs = Expect.Present(await h.Query.GetLogsAsync(token.Job, h.Cancellation), "the log");
        Expect.Sequence(["one", "two"], logs, "the log lines");
    }

    private static async Task Running_job_is_recovered_with_its_attempt_counted(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RestartAndRecoverAsync();
        var job = await h.JobAsync(token.Job);
        Expect.Equal(JobState.Ready, job.State, "the state after the recovery");
        Expect.Equal(AttemptOutcome.Lost, job.Attempts[0].Outcome, "the outcome of the attempt");
        var next = await h.ClaimOneAsync();
        Expect.Equal(token with { Attempt = 2 }, next.Token, "the next token");
        Expect.Equal(1, next.Spent, "the spent attempts");
    }

    private static async Task Job_that_kills_its_process_each_time_ends_dead(StoreHarness h)
    {
        var id = await h.AddAsync();
        for (var loss = 0; loss < JobLimits.MinLossesBeforeDead; loss++)
        {
            await h.ClaimOneAsync();
            await h.RestartAndRecoverAsync();
        }

        await h.ExpectStateAsync(JobState.Dead, id);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs to claim after that");
    }

    private static async Task Token_of_before_is_refused_after_the_recovery(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RestartAndRecoverAsync();
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(token), "the outcome of a renewal");
        Expect.Equal(false, (await h.SettleAsync(token, SettlementKind.Succeeded)).Applied, "whether it settled");
    }

    private static async Task Cancel_request_survives(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.ControlAsync(ControlAction.Cancel, token.Job);
        await h.RestartAndRecoverAsync();
        await h.ExpectStateAsync(JobState.Cancelled, token.Job);
    }

    private static async Task Id_and_key_are_still_taken(StoreHarness h)
    {
        var draft = h.Draft(s => s with { Key = "k" });
        await h.AddAsync(draft);
        await h.RestartAsync();
        var results = await h.EnqueueAsync(draft, h.Draft(s => s with { Key = "k" }));
        Expect.Sequence(
            [new EnqueueResult(draft.Id, EnqueueOutcome.SameId), new EnqueueResult(draft.Id, EnqueueOutcome.SameKey)],
            results, "the answers");
    }

    private static async Task Deleted_and_pruned_jobs_stay_gone(StoreHarness h)
    {
        var pruned = await h.StartAsync(s => s with { Retention = TimeSpan.FromSeconds(5) });
        await h.SettleAsync(pruned, SettlementKind.Succeeded);
        h.Advance(6);
        await h.SweepAsync();
        var deleted = await h.AddAsync();
        await h.ControlAsync(ControlAction.Cancel, deleted);
        await h.ControlAsync(ControlAction.Delete, deleted);
        await h.RestartAsync();
        Expect.Equal(0, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Paused_queue_stays_paused(StoreHarness h)
    {
        await h.AddAsync();
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, true), h.Cancellation);
        await h.RestartAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed from a paused queue");
    }

    private static async Task Schedules_marks_and_ticks_survive(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 60) with { Reason = "because" });
        h.Advance(60);
        await h.FireAsync(h.NextTick(stored));
        var before = await h.ScheduleAsync("s");
        var ticks = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        await h.RestartAsync();
        var after = await h.ScheduleAsync("s");
        Expect.Equal(
            (before.Revision, before.Mark, before.Next, before.LastTick, before.LiveJobs, before.Schedule.Reason),
            (after.Revision, after.Mark, after.Next, after.LastTick, after.LiveJobs, after.Schedule.Reason),
            "the schedule");
        var kept = await h.Query.ListTicksAsync("s", null, 10, h.Cancellation);
        Expect.Sequence(ticks.Items, kept.Items, "the ticks");
        var same = await h.PutAsync(StoreHarness.Every("s", 60) with { Reason = "because" });
        Expect.Equal(before.Revision, same.Revision, "the revision after an identical put");
    }

    private static async Task Request_fired_before_the_restart_is_refused_after_it(StoreHarness h)
    {
        var stored = await h.PutAsync(StoreHarness.Every("s", 60));
        h.Advance(60);
        var request = h.NextTick(stored);
        await h.FireAsync(request);
        await h.RestartAsync();
        Expect.Equal(false, await h.FireAsync(request), "whether the request was applied again");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Counts_equal_what_is_listed_after_the_restart(StoreHarness h)
    {
        for (var i = 0; i < 6; i++) await h.AddAsync(s => s with { Queue = i % 2 == 0 ? "a" : "b" });
        await h.AddInAsync(60);
        var jobs = await h.ClaimAsync(3, "a", "b");
        await h.SettleAsync(jobs[0].Token, SettlementKind.Succeeded);
        await h.SettleAsync(jobs[1].Token, SettlementKind.Dead);
        await h.RestartAsync();
        await StatsCheck.ExpectCountsEqualListAsync(h);
        Expect.Equal(7, (await h.ListAsync()).Count, "the number of jobs");
    }

    private static async Task Several_restarts_change_nothing(StoreHarness h)
    {
        await h.PutAsync(StoreHarness.Every("s", 60));
        await h.AddAsync();
        await h.AddInAsync(60);
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Succeeded);
        var before = (await h.ListAsync()).Select(j => (j.Id, j.State, j.Attempt)).ToList();
        for (var i = 0; i < 5; i++) await h.RestartAsync();
        Expect.Sequence(before, (await h.ListAsync()).Select(j => (j.Id, j.State, j.Attempt)), "the jobs");
        Expect.Equal(1L, (await h.ScheduleAsync("s")).Revision, "the revision of the schedule");
    }
}
