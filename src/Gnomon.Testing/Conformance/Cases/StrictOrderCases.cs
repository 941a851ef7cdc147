using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Jobs with one limit key run one at a time, in the order of their acceptance.</summary>
internal static class StrictOrderCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("strict order", Jobs_of_a_key_run_one_at_a_time_in_the_order_of_acceptance),
        Case("strict order", Acceptance_counts_more_than_priority),
        Case("strict order", Job_that_waits_for_a_retry_holds_its_place),
        Case("strict order", Job_that_is_put_off_holds_its_place),
        Case("strict order", Job_that_is_not_due_holds_its_place),
        Case("strict order", Job_that_is_handed_back_goes_first_again),
        Case("strict order", Lost_job_goes_first_again),
        Case("strict order", Every_end_lets_the_next_go),
        Case("strict order", Expired_and_cancelled_jobs_give_up_their_place),
        Case("strict order", Revived_job_takes_its_place_again),
        Case("strict order", Keys_do_not_wait_for_each_other),
        Case("strict order", Order_that_is_set_later_holds_for_what_is_there),
        Case("strict order", Blocked_job_holds_nobody_back),
        RestartCase("strict order", Order_survives_a_restart),
    ];

    private static async Task Jobs_of_a_key_run_one_at_a_time_in_the_order_of_acceptance(StoreHarness h)
    {
        await OrderAsync(h);
        var ids = await h.AddManyAsync(4, "k");
        foreach (var id in ids)
        {
            var job = await h.ClaimOneAsync();
            Expect.Equal(id, job.Token.Job, "the job whose turn it is");
            await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Blocked_job_holds_nobody_back(StoreHarness h)
    {
        var flow = new WorkflowSketch(h);
        JobDraft WithKey(JobDraft draft) => draft with { Spec = draft.Spec with { LimitKey = "k" } };
        flow.Step("first", draft: WithKey).Step("blocked", "first", draft: WithKey);
        await flow.StoreAsync();
        var later = await h.AddAsync(s => s with { LimitKey = "k" });
        var last = await h.AddAsync(s => s with { LimitKey = "k" });
        // Set while one is blocked, and then another one is.
        await OrderAsync(h);
        await h.ControlAsync(ControlAction.Cancel, flow.Job("first"));
        await h.ControlAsync(ControlAction.Retry, flow.Job("first"));
        await flow.EndAsync("first");
        Expect.Sequence(["blocked"], await flow.ClaimAsync(), "the step that stands where it was accepted");
        await flow.EndAsync("blocked");
        var token = await h.ClaimOneAsync();
        Expect.Equal(later, token.Token.Job, "the job whose turn it is");
        await h.SettleAsync(token.Token, SettlementKind.Succeeded);
        var second = new WorkflowSketch(h).Step("waits", place: p => p with { Signals = ["go"] }, draft: WithKey);
        await second.StoreAsync();
        await h.LimitAsync(QueueLimits.None);
        await OrderAsync(h);
        var behind = await h.AddAsync(s => s with { LimitKey = "k" });
        foreach (var id in new[] { last, behind })
        {
            var job = await h.ClaimOneAsync();
            Expect.Equal(id, job.Token.Job, "the job that goes beside the blocked one");
            await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Acceptance_counts_more_than_priority(StoreHarness h)
    {
        await OrderAsync(h);
        var first = await h.AddAsync(s => s with { LimitKey = "k", Priority = 1 });
        await h.AddAsync(s => s with { LimitKey = "k", Priority = 9 });
        Expect.Equal(first, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Job_that_waits_for_a_retry_holds_its_place(StoreHarness h) =>
        await WaitsAsync(h, SettlementKind.Retry);

    private static async Task Job_that_is_put_off_holds_its_place(StoreHarness h) =>
        await WaitsAsync(h, SettlementKind.Snoozed);

    private static async Task WaitsAsync(StoreHarness h, SettlementKind kind)
    {
        await OrderAsync(h);
        var ids = await h.AddManyAsync(2, "k");
        await h.SettleAsync((await h.ClaimOneAsync()).Token, kind, wait: 30);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while the first waits");
        Expect.Equal(h.Now.AddSeconds(30), (await h.AskAsync(10)).NextDue, "when to look again");
        h.Advance(30);
        var again = await h.ClaimOneAsync();
        Expect.Equal(ids[0], again.Token.Job, "the job claimed when the wait is over");
        await h.SettleAsync(again.Token, SettlementKind.Succeeded);
        Expect.Equal(ids[1], (await h.ClaimOneAsync()).Token.Job, "the job claimed after it ended");
    }

    private static async Task Job_that_is_not_due_holds_its_place(StoreHarness h)
    {
        await OrderAsync(h);
        var first = await h.AddInAsync(60, s => s with { LimitKey = "k" });
        await h.AddManyAsync(1, "k");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed before the first is due");
        await h.ControlAsync(ControlAction.RunNow, first);
        Expect.Equal(first, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Job_that_is_handed_back_goes_first_again(StoreHarness h)
    {
        await OrderAsync(h);
        var ids = await h.AddManyAsync(3, "k");
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Released);
        Expect.Equal(ids[0], (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Lost_job_goes_first_again(StoreHarness h)
    {
        await OrderAsync(h);
        var ids = await h.AddManyAsync(3, "k");
        await h.ClaimOneAsync();
        h.Advance(StoreHarness.Lease.TotalSeconds);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed before the lost one is recovered");
        await h.SweepAsync();
        Expect.Equal(ids[0], (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Every_end_lets_the_next_go(StoreHarness h)
    {
        await OrderAsync(h);
        var ids = await h.AddManyAsync(4, "k");
        SettlementKind[] ends = [SettlementKind.Succeeded, SettlementKind.Dead, SettlementKind.Cancelled];
        for (var i = 0; i < ends.Length; i++)
        {
            var job = await h.ClaimOneAsync();
            Expect.Equal(ids[i], job.Token.Job, "the claimed job");
            var settled = await h.SettleAsync(job.Token, ends[i]);
            Expect.Equal(true, settled.Freed, "whether the settlement tells that the next may go");
        }

        Expect.Equal(ids[3], (await h.ClaimOneAsync()).Token.Job, "the last job");
    }

    private static async Task Expired_and_cancelled_jobs_give_up_their_place(StoreHarness h)
    {
        await OrderAsync(h);
        var late = await h.AddInAsync(60, s => s with { LimitKey = "k", Deadline = h.Now.AddSeconds(5) });
        var unwanted = await h.AddInAsync(60, s => s with { LimitKey = "k" });
        var last = await h.AddManyAsync(1, "k");
        h.Advance(6);
        var sweep = await h.SweepAsync();
        Expect.Sequence([late], sweep.Ended, "the jobs that the sweep ended");
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed behind the other");
        await h.ControlAsync(ControlAction.Cancel, unwanted);
        Expect.Equal(last[0], (await h.ClaimOneAsync()).Token.Job, "the job claimed when both have ended");
    }

    private static async Task Revived_job_takes_its_place_again(StoreHarness h)
    {
        await OrderAsync(h);
        var ids = await h.AddManyAsync(3, "k");
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Dead);
        var second = await h.ClaimOneAsync();
        await h.ControlAsync(ControlAction.Retry, ids[0]);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while another of the key runs");
        await h.SettleAsync(second.Token, SettlementKind.Succeeded);
        Expect.Equal(ids[0], (await h.ClaimOneAsync()).Token.Job, "the job claimed next");
    }

    private static async Task Keys_do_not_wait_for_each_other(StoreHarness h)
    {
        await OrderAsync(h);
        var a = await h.AddManyAsync(2, "a");
        var plain = await h.AddManyAsync(2);
        var b = await h.AddManyAsync(2, "b");
        var jobs = await h.ClaimAsync();
        Expect.Sequence([a[0], .. plain, b[0]], jobs.Select(job => job.Token.Job), "the claimed jobs");
    }

    private static async Task Order_that_is_set_later_holds_for_what_is_there(StoreHarness h)
    {
        var first = await h.AddInAsync(30, s => s with { LimitKey = "k" });
        var ids = await h.AddManyAsync(3, "k");
        var running = (await h.ClaimAsync(1))[0];
        await OrderAsync(h);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while one of the key runs");
        await h.SettleAsync(running.Token, SettlementKind.Succeeded);
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while the first is not due");
        h.Advance(30);
        var next = await h.ClaimOneAsync();
        Expect.Equal(first, next.Token.Job, "the job claimed when it is due");
        await h.SettleAsync(next.Token, SettlementKind.Succeeded);
        Expect.Equal(ids[1], (await h.ClaimOneAsync()).Token.Job, "the job claimed after it");
    }

    private static async Task Order_survives_a_restart(StoreHarness h)
    {
        await OrderAsync(h);
        var ids = await h.AddManyAsync(3, "k");
        await h.SettleAsync((await h.ClaimOneAsync()).Token, SettlementKind.Retry, wait: 30);
        await h.RestartAsync();
        Expect.Equal(0, (await h.ClaimAsync()).Count, "the number of jobs claimed while the first waits");
        h.Advance(30);
        Expect.Equal(ids[0], (await h.ClaimOneAsync()).Token.Job, "the job claimed when its wait is over");
    }

    private static async Task OrderAsync(StoreHarness h) => await h.LimitAsync(new QueueLimits { StrictOrder = true });
}
