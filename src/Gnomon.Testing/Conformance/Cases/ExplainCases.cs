using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Why a job is not running, as far as the store knows.</summary>
internal static class ExplainCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("explain", Unknown_job_has_no_explanation),
        Case("explain", Running_and_ended_jobs_say_so),
        Case("explain", Job_that_waits_for_its_time_says_until_when),
        Case("explain", Retry_and_put_off_are_told_apart),
        Case("explain", Paused_queue_is_the_reason),
        Case("explain", Ready_job_knows_how_many_go_before_it),
        Case("explain", Full_queue_is_the_reason),
        Case("explain", Full_key_is_the_reason),
        Case("explain", Rate_is_the_reason_until_it_lets_one_go),
        Case("explain", Rate_of_the_key_is_the_reason),
        Case("explain", Strict_order_names_the_job_that_has_to_end),
        Case("explain", Due_job_is_held_by_what_holds_ready_ones),
    ];

    private static async Task Unknown_job_has_no_explanation(StoreHarness h) =>
        Expect.Absent(
            await h.Query.ExplainAsync(JobId.New(h.Time), h.Cancellation), "explanation of an unknown job");

    private static async Task Running_and_ended_jobs_say_so(StoreHarness h)
    {
        var token = await h.StartAsync();
        var running = await ExplainAsync(h, token.Job, WaitReason.Running);
        Expect.Equal(StoreHarness.Node, running.Job.Node, "the node");
        await h.SettleAsync(token, SettlementKind.Succeeded);
        await ExplainAsync(h, token.Job, WaitReason.Ended);
    }

    private static async Task Job_that_waits_for_its_time_says_until_when(StoreHarness h)
    {
        var id = await h.AddInAsync(90);
        var standing = await ExplainAsync(h, id, WaitReason.NotDue);
        Expect.Equal(h.Now.AddSeconds(90), standing.Until, "until when");
        h.Advance(90);
        await ExplainAsync(h, id, WaitReason.Ready);
    }

    private static async Task Retry_and_put_off_are_told_apart(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Retry, wait: 5);
        Expect.Equal(
            h.Now.AddSeconds(5), (await ExplainAsync(h, token.Job, WaitReason.RetryWait)).Until, "until when");
        h.Advance(5);
        foreach (var kind in new[] { SettlementKind.Snoozed, SettlementKind.Parked })
        {
            await h.SettleAsync((await h.ClaimOneAsync()).Token, kind, wait: 7);
            Expect.Equal(
                h.Now.AddSeconds(7), (await ExplainAsync(h, token.Job, WaitReason.Snoozed)).Until,
                $"until when after it was {kind}");
            h.Advance(7);
        }
    }

    private static async Task Paused_queue_is_the_reason(StoreHarness h)
    {
        var id = await h.AddAsync();
        await h.Store.SetQueueAsync(new QueueChange(JobLimits.DefaultQueue, Paused: true), h.Cancellation);
        await ExplainAsync(h, id, WaitReason.QueuePaused);
    }

    private static async Task Ready_job_knows_how_many_go_before_it(StoreHarness h)
    {
        var low = await h.AddAsync(s => s with { Priority = 2 });
        var ids = await h.AddManyAsync(3);
        Expect.Equal(2, (await ExplainAsync(h, ids[2], WaitReason.Ready)).Ahead, "how many go before the third");
        Expect.Equal(3, (await ExplainAsync(h, low, WaitReason.Ready)).Ahead, "how many go before the low one");
    }

    private static async Task Full_queue_is_the_reason(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 2 });
        var ids = await h.AddManyAsync(3);
        await h.ClaimAsync();
        await ExpectFullAsync(h, ids[2], WaitReason.Concurrency, 2, 2);
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        await ExpectFullAsync(h, ids[2], WaitReason.Concurrency, 1, 2);
    }

    private static async Task Full_key_is_the_reason(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var ids = await h.AddManyAsync(2, "k");
        var other = await h.AddManyAsync(1, "other");
        await h.ClaimAsync(1);
        await ExpectFullAsync(h, ids[1], WaitReason.KeyConcurrency, 1, 1);
        await ExplainAsync(h, other[0], WaitReason.Ready);
    }

    private static async Task Rate_is_the_reason_until_it_lets_one_go(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(1, TimeSpan.FromSeconds(20)) });
        var ids = await h.AddManyAsync(2);
        await h.ClaimAsync();
        h.Advance(5);
        Expect.Equal(h.Now.AddSeconds(15), (await ExplainAsync(h, ids[1], WaitReason.Rate)).Until, "until when");
        h.Advance(15);
        await ExplainAsync(h, ids[1], WaitReason.Ready);
    }

    private static async Task Rate_of_the_key_is_the_reason(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits
        {
            PerKeyRate = new RateLimit(1, TimeSpan.FromSeconds(20), Kind: RateKind.SlidingWindow),
        });
        var ids = await h.AddManyAsync(2, "k");
        await h.ClaimAsync();
        Expect.Equal(h.Now.AddSeconds(20), (await ExplainAsync(h, ids[1], WaitReason.KeyRate)).Until, "until when");
    }

    private static async Task Strict_order_names_the_job_that_has_to_end(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { StrictOrder = true });
        var first = await h.AddInAsync(60, s => s with { LimitKey = "k" });
        var ids = await h.AddManyAsync(2, "k");
        foreach (var id in ids)
            Expect.Equal(first, (await ExplainAsync(h, id, WaitReason.StrictOrder)).Behind, "the job to end first");
    }

    private static async Task Due_job_is_held_by_what_holds_ready_ones(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 1 });
        var due = await h.AddInAsync(2, s => s with { LimitKey = "k" });
        await h.AddManyAsync(1, "k");
        await h.ClaimOneAsync();
        h.Advance(2);
        await ExpectFullAsync(h, due, WaitReason.KeyConcurrency, 1, 1);
    }

    private static async Task ExpectFullAsync(StoreHarness h, JobId id, WaitReason reason, int limit, int running)
    {
        var standing = await ExplainAsync(h, id, reason);
        Expect.Equal((limit, running), (standing.Limit, standing.Running), "the limit and how many run");
    }

    private static async Task<JobStanding> ExplainAsync(StoreHarness h, JobId id, WaitReason reason)
    {
        var standing = Expect.Present(await h.Query.ExplainAsync(id, h.Cancellation), "an explanation");
        Expect.Equal(reason, standing.Reason, "the reason");
        return standing;
    }
}
