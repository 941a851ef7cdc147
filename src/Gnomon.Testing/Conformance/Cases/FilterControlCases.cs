using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How jobs are changed that a filter accepts.</summary>
internal static class FilterControlCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("by-filter", Jobs_in_every_state_that_has_not_ended_are_cancelled),
        Case("by-filter", Filter_members_combine),
        Case("by-filter", Steps_are_bounded_and_go_on_where_the_last_ended),
        Case("by-filter", Jobs_accepted_after_the_first_step_are_left_alone),
        Case("by-filter", Job_that_changes_between_the_steps_is_judged_as_it_is_then),
        Case("by-filter", Job_behind_the_last_changed_one_is_changed_if_it_is_concerned_by_then),
        Case("by-filter", Dead_jobs_are_redriven_in_the_order_of_acceptance),
        Case("by-filter", Redrive_leaves_out_jobs_whose_key_is_taken),
        Case("by-filter", Ended_jobs_are_deleted),
        Case("by-filter", Scheduled_jobs_are_run_now_in_the_order_of_acceptance),
        Case("by-filter", Priorities_are_changed),
        Case("by-filter", Filter_that_accepts_none_changes_none),
        Case("by-filter", Bad_requests_are_refused),
        Case("by-filter", Steps_that_race_change_each_job_once),
        RestartCase("by-filter", Cursor_survives_a_restart),
    ];

    private static async Task Jobs_in_every_state_that_has_not_ended_are_cancelled(StoreHarness h)
    {
        var running = (await h.StartAsync()).Job;
        var ended = await h.StartAsync();
        await h.SettleAsync(ended, SettlementKind.Succeeded);
        var retrying = await h.StartAsync();
        await h.SettleAsync(retrying, SettlementKind.Retry, 60);
        var (ready, scheduled) = (await h.AddAsync(), await h.AddInAsync(60));
        var results = await h.ControlAllAsync(ControlAction.Cancel, new JobFilter());
        Expect.Sequence(
            [
                new ControlResult(running, ControlOutcome.Requested, JobState.Running),
                new ControlResult(retrying.Job, ControlOutcome.Done, JobState.Cancelled),
                new ControlResult(ready, ControlOutcome.Done, JobState.Cancelled),
                new ControlResult(scheduled, ControlOutcome.Done, JobState.Cancelled),
            ],
            results, "the answers, oldest first");
        await h.ExpectStateAsync(JobState.Succeeded, ended.Job);
        Expect.That((await h.JobAsync(running)).CancelRequested, "the running job to be asked to stop");
    }

    private static async Task Filter_members_combine(StoreHarness h)
    {
        var wanted = await h.AddAsync(s => s with { Queue = "a", Handler = "x", Tags = ["t", "u"], Schedule = "s" });
        await h.AddAsync(s => s with { Queue = "b", Handler = "x", Tags = ["t"], Schedule = "s" });
        await h.AddAsync(s => s with { Queue = "a", Handler = "y", Tags = ["t"], Schedule = "s" });
        await h.AddAsync(s => s with { Queue = "a", Handler = "x", Schedule = "s" });
        await h.AddAsync(s => s with { Queue = "a", Handler = "x", Tags = ["t"] });
        await h.AddInAsync(60, s => s with { Queue = "a", Handler = "x", Tags = ["t"], Schedule = "s" });
        var filter = new JobFilter
        {
            State = JobState.Ready, Queue = "a", Handler = "x", Tag = "t", Schedule = "s",
        };
        var results = await h.ControlAllAsync(ControlAction.Cancel, filter);
        Expect.Sequence([wanted], results.Select(r => r.Job), "the cancelled jobs");
    }

    private static async Task Steps_are_bounded_and_go_on_where_the_last_ended(StoreHarness h)
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 25; i++) ids.Add(await h.AddAsync());
        var first = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, new JobFilter()) { Max = 10 });
        Expect.Sequence(ids.Take(10), first.Results.Select(r => r.Job), "the jobs of the first step");
        Expect.Equal(
            15, (await h.ListAsync(new JobFilter { State = JobState.Ready })).Count, "the number of jobs left");
        var cursor = Expect.Present(first.Next, "cursor of the second step");
        var second = await h.ControlAsync(
            new ControlRequest(ControlAction.Cancel, new JobFilter(), cursor) { Max = 1000 });
        Expect.Sequence(ids.Skip(10), second.Results.Select(r => r.Job), "the jobs of the second step");
        Expect.Absent(second.Next, "cursor after the last job");
    }

    private static async Task Jobs_accepted_after_the_first_step_are_left_alone(StoreHarness h)
    {
        for (var i = 0; i < 6; i++) await h.AddAsync();
        var first = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, new JobFilter()) { Max = 2 });
        var late = await h.AddAsync();
        var cursor = first.Next;
        while (cursor is not null)
            cursor = (await h.ControlAsync(
                new ControlRequest(ControlAction.Cancel, new JobFilter(), cursor) { Max = 2 })).Next;
        Expect.Equal(late, (await h.ClaimOneAsync()).Token.Job, "the only job that was not cancelled");
    }

    private static async Task Job_that_changes_between_the_steps_is_judged_as_it_is_then(StoreHarness h)
    {
        JobId[] ids = [await h.AddAsync(), await h.AddAsync(), await h.AddAsync(), await h.AddAsync()];
        var filter = new JobFilter { State = JobState.Ready };
        var first = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, filter) { Max = 1 });
        await h.ClaimAsync(1);
        await h.ControlAsync(ControlAction.Cancel, ids[2]);
        await h.ControlAsync(ControlAction.Delete, ids[2]);
        var rest = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, filter, first.Next));
        Expect.Sequence([ids[3]], rest.Results.Select(r => r.Job), "the jobs of the second step");
        await h.ExpectStateAsync(JobState.Running, ids[1]);
    }

    private static async Task Dead_jobs_are_redriven_in_the_order_of_acceptance(StoreHarness h)
    {
        var dead = new List<JobId>();
        for (var i = 0; i < 5; i++)
        {
            var token = await h.StartAsync();
            await h.SettleAsync(token, i == 2 ? SettlementKind.Succeeded : SettlementKind.Dead);
            if (i != 2) dead.Add(token.Job);
        }

        var results = await h.ControlAllAsync(ControlAction.Retry, new JobFilter { State = JobState.Dead }, max: 2);
        Expect.Sequence(dead, results.Select(r => r.Job), "the revived jobs");
        Expect.Sequence(dead, (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Redrive_leaves_out_jobs_whose_key_is_taken(StoreHarness h)
    {
        var first = await h.StartAsync(s => s with { Key = "k" });
        await h.SettleAsync(first, SettlementKind.Dead);
        var second = await h.StartAsync(s => s with { Key = "k" });
        await h.SettleAsync(second, SettlementKind.Dead);
        var results = await h.ControlAllAsync(ControlAction.Retry, new JobFilter { State = JobState.Dead });
        Expect.Sequence(
            [
                new ControlResult(first.Job, ControlOutcome.Done, JobState.Ready),
                new ControlResult(second.Job, ControlOutcome.NotAllowed, JobState.Dead),
            ],
            results, "the answers");
    }

    private static async Task Ended_jobs_are_deleted(StoreHarness h)
    {
        for (var i = 0; i < 5; i++) await h.ControlAsync(ControlAction.Cancel, await h.AddAsync());
        var waiting = await h.AddAsync();
        var results = await h.ControlAllAsync(ControlAction.Delete, new JobFilter(), max: 2);
        Expect.Equal(5, results.Count(r => r.Outcome == ControlOutcome.Done), "the number of deleted jobs");
        Expect.Sequence([waiting], (await h.ListAsync()).Select(j => j.Id), "the jobs that are left");
    }

    private static async Task Scheduled_jobs_are_run_now_in_the_order_of_acceptance(StoreHarness h)
    {
        JobId[] ids = [await h.AddInAsync(90), await h.AddInAsync(30), await h.AddInAsync(60)];
        await h.ControlAllAsync(ControlAction.RunNow, new JobFilter { State = JobState.Scheduled }, max: 1);
        Expect.Sequence(ids, (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Priorities_are_changed(StoreHarness h)
    {
        var plain = await h.AddAsync();
        JobId[] red = [await h.AddAsync(s => s with { Tags = ["red"] }), await h.AddAsync(s => s with { Tags = ["red"] })];
        var answer = await h.ControlAsync(
            new ControlRequest(ControlAction.ChangePriority, new JobFilter { Tag = "red" }) { Priority = 9 });
        Expect.Sequence(red, answer.Results.Select(r => r.Job), "the changed jobs");
        Expect.Sequence([.. red, plain], (await h.ClaimAsync()).Select(j => j.Token.Job), "the claimed jobs");
    }

    private static async Task Job_behind_the_last_changed_one_is_changed_if_it_is_concerned_by_then(StoreHarness h)
    {
        var first = await h.AddAsync();
        var runs = await h.AddAsync(s => s with { Priority = 9 });
        var third = await h.AddAsync();
        var claim = (await h.ClaimAsync(1))[0];
        Expect.Equal(runs, claim.Token.Job, "the claimed job");
        var ready = new JobFilter { State = JobState.Ready };
        var step = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, ready) { Max = 1 });
        Expect.Sequence([first], step.Results.Select(r => r.Job), "the jobs of the first step");
        await h.SettleAsync(claim.Token, SettlementKind.Released);
        step = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, ready, Expect.Present(step.Next, "cursor")));
        Expect.Sequence([runs, third], step.Results.Select(r => r.Job), "the jobs of the second step");
    }

    private static async Task Filter_that_accepts_none_changes_none(StoreHarness h)
    {
        await h.AddAsync();
        foreach (var action in Enum.GetValues<ControlAction>())
        {
            var answer = await h.ControlAsync(new ControlRequest(action, new JobFilter { Queue = "nowhere" }));
            Expect.Equal(0, answer.Results.Count, "the number of answers");
            Expect.Absent(answer.Next, "cursor");
        }
    }

    private static async Task Bad_requests_are_refused(StoreHarness h)
    {
        var all = new JobFilter();
        ControlRequest[] bad =
        [
            new(ControlAction.Cancel, all, "nonsense"),
            new(ControlAction.Cancel, all) { Max = 0 },
            new(ControlAction.Cancel, all) { Max = JobLimits.MaxControl + 1 },
            new(ControlAction.Cancel, [JobId.New(h.Time)]) { Filter = all },
        ];
        await h.AddAsync();
        foreach (var request in bad)
            await Expect.ThrowsAsync<InvalidJobException>(
                async () => await h.ControlAsync(request), $"{request}");
        await h.ClaimOneAsync();
    }

    private static async Task Steps_that_race_change_each_job_once(StoreHarness h)
    {
        var ids = new HashSet<JobId>();
        for (var i = 0; i < 60; i++) ids.Add(await h.AddAsync());
        var both = await Task.WhenAll(
            Task.Run(() => h.ControlAllAsync(ControlAction.Cancel, new JobFilter(), max: 7)),
            Task.Run(() => h.ControlAllAsync(ControlAction.Cancel, new JobFilter(), max: 5)));
        var changed = both.SelectMany(r => r).Select(r => r.Job).ToList();
        Expect.Equal(60, changed.Count, "the number of changes");
        Expect.That(ids.SetEquals(changed), "each job to be changed");
    }

    private static async Task Cursor_survives_a_restart(StoreHarness h)
    {
        for (var i = 0; i < 6; i++) await h.AddAsync();
        var first = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, new JobFilter()) { Max = 4 });
        await h.RestartAsync();
        var rest = await h.ControlAsync(new ControlRequest(ControlAction.Cancel, new JobFilter(), first.Next));
        Expect.Equal(2, rest.Results.Count, "the number of jobs of the second step");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs to claim");
    }
}
