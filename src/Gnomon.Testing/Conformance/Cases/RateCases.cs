using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How fast jobs may be handed out, of a queue and of a key. Exact to the instant.</summary>
internal static class RateCases
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("rates", Bucket_gives_its_burst_and_then_refills_evenly),
        Case("rates", Bucket_refills_to_its_capacity_and_no_further),
        Case("rates", Bucket_without_a_burst_holds_as_many_as_its_count),
        Case("rates", Bucket_loses_no_part_of_a_token),
        Case("rates", Window_holds_for_every_span_of_its_length),
        Case("rates", Every_hand_out_counts_also_one_of_a_job_that_runs_again),
        Case("rates", Hand_outs_of_one_job_use_up_a_rate),
        Case("rates", Claim_tells_when_the_rate_lets_the_next_go),
        Case("rates", Claim_tells_the_rate_of_a_key_and_that_of_the_queue),
        Case("rates", Rate_of_a_key_counts_each_key_for_itself),
        Case("rates", Used_up_key_does_not_hold_up_the_others),
        Case("rates", Priority_is_kept_when_a_key_may_go_again),
        Case("rates", Expired_job_uses_up_nothing),
        Case("rates", Step_of_the_wall_clock_changes_no_rate),
        Case("rates", Change_of_other_limits_keeps_what_was_counted),
        Case("rates", Changed_rate_of_keys_goes_on_from_what_was_counted),
        RestartCase("rates", Restart_keeps_what_was_counted),
        RestartCase("rates", Restart_after_a_step_of_the_wall_clock_allows_no_more),
    ];

    private static async Task Bucket_gives_its_burst_and_then_refills_evenly(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(2, Second, 5) });
        await h.AddManyAsync(20);
        await ExpectAsync(h, 5, "at once");
        h.Time.Advance(Second / 2 - TimeSpan.FromTicks(1));
        await ExpectAsync(h, 0, "a moment before the first token is back");
        h.Time.Advance(TimeSpan.FromTicks(1));
        await ExpectAsync(h, 1, "when it is");
        h.Time.Advance(Second * 2);
        await ExpectAsync(h, 4, "two seconds later");
    }

    private static async Task Bucket_refills_to_its_capacity_and_no_further(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(10, Second, 3) });
        await h.AddManyAsync(12);
        await ExpectAsync(h, 3, "at once");
        h.Advance(3600);
        await ExpectAsync(h, 3, "after an hour");
        h.Time.Advance(Second / 10);
        await ExpectAsync(h, 1, "a tenth of a second later");
    }

    private static async Task Bucket_without_a_burst_holds_as_many_as_its_count(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(4, Second) });
        await h.AddManyAsync(12);
        await ExpectAsync(h, 4, "at once");
        h.Advance(1);
        await ExpectAsync(h, 4, "a second later");
    }

    private static async Task Bucket_loses_no_part_of_a_token(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(3, Second, 1) });
        await h.AddManyAsync(120);
        await ExpectAsync(h, 1, "at once");
        // A third of a second is no whole number of what an engine tells apart: each token comes with the next one.
        var got = 0;
        for (var step = 0; step < 100; step++)
        {
            h.Time.Advance(TimeSpan.FromMilliseconds(100));
            got += (await h.ClaimAsync()).Count;
        }

        Expect.Equal(25, got, "the number of jobs handed out in 10 s, looked at every 100 ms, one at a time");
        h.Time.Advance(h.Resolution * (TimeSpan.TicksPerSecond / 3 / h.Resolution.Ticks));
        await ExpectAsync(h, 0, "a third of a second later, less what the engine does not tell apart");
        h.Time.Advance(h.Resolution);
        await ExpectAsync(h, 1, "with the next step of its clock");
    }

    private static async Task Window_holds_for_every_span_of_its_length(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(3, Second, Kind: RateKind.SlidingWindow) });
        await h.AddManyAsync(20);
        Expect.Equal(1, (await h.ClaimAsync(1)).Count, "the number of jobs claimed first");
        h.Time.Advance(TimeSpan.FromMilliseconds(600));
        await ExpectAsync(h, 2, "0.6 s after the first");
        h.Time.Advance(TimeSpan.FromMilliseconds(400) - TimeSpan.FromTicks(1));
        await ExpectAsync(h, 0, "a moment before the window has passed the first");
        h.Time.Advance(TimeSpan.FromTicks(1));
        await ExpectAsync(h, 1, "when it has");
        h.Time.Advance(TimeSpan.FromMilliseconds(600));
        await ExpectAsync(h, 2, "when it has passed the next two");
        h.Advance(5);
        await ExpectAsync(h, 3, "when it is empty");
    }

    private static async Task Every_hand_out_counts_also_one_of_a_job_that_runs_again(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(2, Second, Kind: RateKind.SlidingWindow) });
        await h.AddManyAsync(3);
        var first = (await h.ClaimAsync(1))[0];
        await h.SettleAsync(first.Token, SettlementKind.Released);
        await ExpectAsync(h, 1, "after one was handed back");
    }

    private static async Task Hand_outs_of_one_job_use_up_a_rate(StoreHarness h)
    {
        foreach (var kind in Enum.GetValues<RateKind>())
        {
            var (queue, key) = ($"{kind}", $"{kind}-of-a-key");
            await h.LimitAsync(new QueueLimits { Rate = new RateLimit(2, Second, Kind: kind) }, queue);
            await h.LimitAsync(new QueueLimits { PerKeyRate = new RateLimit(2, Second, Kind: kind) }, key);
            foreach (var name in new[] { queue, key })
            {
                await h.AddAsync(s => s with { Queue = name, LimitKey = "k" });
                for (var i = 0; i < 2; i++)
                    await h.SettleAsync((await h.ClaimOneAsync(name)).Token, SettlementKind.Released);
                Expect.Equal(0, (await h.ClaimAsync(1, name)).Count, $"the number of third hand-outs from {name}");
            }
        }
    }

    private static async Task Claim_tells_when_the_rate_lets_the_next_go(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(1, TimeSpan.FromSeconds(10)) });
        await h.AddManyAsync(2);
        await h.AddInAsync(60);
        await ExpectAsync(h, 1, "at once");
        h.Advance(3);
        var answer = await h.AskAsync(10);
        Expect.Equal(0, answer.Jobs.Count, "the number of jobs claimed");
        Expect.Equal(h.Now.AddSeconds(7), answer.NextDue, "when to look again");
        h.Advance(7);
        await ExpectAsync(h, 1, "then");
    }

    private static async Task Claim_tells_the_rate_of_a_key_and_that_of_the_queue(StoreHarness h)
    {
        var rate = new RateLimit(1, TimeSpan.FromSeconds(10));
        await h.LimitAsync(new QueueLimits { PerKeyRate = rate });
        await h.AddManyAsync(2, "k");
        await ExpectAsync(h, 1, "at once");
        Expect.Equal(h.Now.AddSeconds(10), (await h.AskAsync(10)).NextDue, "when the key may go again");
        await h.LimitAsync(new QueueLimits { PerKeyRate = rate, Rate = new RateLimit(1, TimeSpan.FromSeconds(30)) });
        await h.AddManyAsync(1, "other");
        await ExpectAsync(h, 1, "of the other key");
        Expect.Equal(h.Now.AddSeconds(30), (await h.AskAsync(10)).NextDue, "when the queue may go again");
    }

    private static async Task Rate_of_a_key_counts_each_key_for_itself(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyRate = new RateLimit(2, Second) });
        foreach (var key in new[] { "a", "b", "c" }) await h.AddManyAsync(5, key);
        await ExpectAsync(h, 6, "at once");
        h.Time.Advance(Second / 2);
        var jobs = await h.ClaimAsync();
        Expect.Sequence(
            ["a", "b", "c"], jobs.Select(job => job.Spec.LimitKey!).Order(), "the keys of the jobs claimed next");
    }

    private static async Task Used_up_key_does_not_hold_up_the_others(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyRate = new RateLimit(1, TimeSpan.FromHours(1)) });
        await h.AddManyAsync(20, "busy");
        await ExpectAsync(h, 1, "of the busy key");
        await h.AddManyAsync(1, "idle");
        await h.AddManyAsync(1);
        await ExpectAsync(h, 2, "of the others");
    }

    private static async Task Priority_is_kept_when_a_key_may_go_again(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyRate = new RateLimit(1, Second) });
        await h.AddAsync(s => s with { LimitKey = "k", Priority = 9 });
        var high = await h.AddAsync(s => s with { LimitKey = "k", Priority = 9 });
        var plain = await h.AddAsync(s => s with { Priority = 3 });
        Expect.Equal(1, (await h.ClaimAsync(1)).Count, "the number of jobs claimed first");
        h.Advance(1);
        var jobs = await h.ClaimAsync();
        Expect.Sequence([high, plain], jobs.Select(job => job.Token.Job), "the jobs claimed when the key may go again");
    }

    private static async Task Expired_job_uses_up_nothing(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(1, TimeSpan.FromHours(1)) });
        await h.AddAsync(s => s with { Deadline = h.Now.AddSeconds(1) });
        var next = await h.AddAsync();
        h.Advance(2);
        Expect.Equal(next, (await h.ClaimOneAsync()).Token.Job, "the claimed job");
    }

    private static async Task Step_of_the_wall_clock_changes_no_rate(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits
        {
            Rate = new RateLimit(1, TimeSpan.FromSeconds(10)),
            PerKeyRate = new RateLimit(1, TimeSpan.FromSeconds(10), Kind: RateKind.SlidingWindow),
        });
        await h.AddManyAsync(4, "k");
        await ExpectAsync(h, 1, "at once");
        foreach (var hours in new[] { 5, -30 })
        {
            h.Time.StepWallClock(TimeSpan.FromHours(hours));
            var answer = await h.AskAsync(10);
            Expect.Equal(0, answer.Jobs.Count, $"the number of jobs claimed after a step of {hours} hours");
            Expect.Equal(h.Now.AddSeconds(10), answer.NextDue, "when to look again, by the clock as it shows now");
            h.Advance(10);
            await ExpectAsync(h, 1, "10 s later");
        }
    }

    private static async Task Change_of_other_limits_keeps_what_was_counted(StoreHarness h)
    {
        var limits = new QueueLimits { Rate = new RateLimit(2, TimeSpan.FromSeconds(10)) };
        await h.LimitAsync(limits);
        await h.AddManyAsync(10);
        await ExpectAsync(h, 2, "at once");
        await h.LimitAsync(limits with { Concurrency = 50, PerKeyConcurrency = 5 });
        await ExpectAsync(h, 0, "after other limits were set");
        await h.LimitAsync(limits with { Rate = new RateLimit(4, TimeSpan.FromSeconds(10)) });
        await ExpectAsync(h, 0, "after the rate was raised");
        h.Advance(5);
        await ExpectAsync(h, 2, "in 5 s at the raised rate");
    }

    private static async Task Changed_rate_of_keys_goes_on_from_what_was_counted(StoreHarness h)
    {
        foreach (var kind in Enum.GetValues<RateKind>())
        {
            var queue = $"{kind}";
            var limits = new QueueLimits { PerKeyRate = new RateLimit(1, TimeSpan.FromSeconds(10), Kind: kind) };
            await h.LimitAsync(limits, queue);
            await AddBothAsync(h, queue);
            Expect.Equal(2, (await h.ClaimAsync(10, queue)).Count, "the number claimed at once, one of each key");
            // No job of either key is there when the rate changes.
            await h.LimitAsync(new QueueLimits { PerKeyRate = limits.PerKeyRate! with { Per = TimeSpan.FromSeconds(20) } }, queue);
            await AddBothAsync(h, queue);
            var answer = await h.AskAsync(10, queue);
            Expect.Equal(0, answer.Jobs.Count, $"the number claimed at the slower rate of kind {kind}");
            Expect.Equal(h.Now.AddSeconds(20), answer.NextDue, "when to look again");
            await h.LimitAsync(QueueLimits.None, queue);
            await h.LimitAsync(limits, queue);
            Expect.Equal(2, (await h.ClaimAsync(10, queue)).Count, "the number claimed when the rate begins anew");
        }
    }

    private static async Task AddBothAsync(StoreHarness h, string queue)
    {
        foreach (var key in new[] { "a", "b" }) await h.AddAsync(s => s with { Queue = queue, LimitKey = key });
    }

    private static async Task Restart_keeps_what_was_counted(StoreHarness h)
    {
        foreach (var (queue, kind) in new[] { ("bucket", RateKind.TokenBucket), ("window", RateKind.SlidingWindow) })
        {
            var rate = new RateLimit(2, TimeSpan.FromSeconds(10), Kind: kind);
            await h.LimitAsync(new QueueLimits { Rate = rate with { Count = 3 }, PerKeyRate = rate }, queue);
            for (var i = 0; i < 5; i++) await h.AddAsync(s => s with { Queue = queue, LimitKey = "k" });
            await h.AddAsync(s => s with { Queue = queue });
            await h.AddAsync(s => s with { Queue = queue });
            Expect.Equal(3, (await h.ClaimAsync(10, queue)).Count, $"the number claimed from {queue} before the restart");
        }

        h.Advance(2);
        await h.RestartAsync();
        foreach (var queue in new[] { "bucket", "window" })
            Expect.Equal(0, (await h.ClaimAsync(10, queue)).Count, $"the number claimed from {queue} after it");
        h.Time.Advance(TimeSpan.FromSeconds(8) - TimeSpan.FromTicks(1));
        Expect.Equal(0, (await h.ClaimAsync(10, "window")).Count, "the number claimed a moment too early");
        h.Time.Advance(TimeSpan.FromTicks(1));
        foreach (var queue in new[] { "bucket", "window" })
            Expect.Equal(3, (await h.ClaimAsync(10, queue)).Count, $"the number claimed from {queue} 10 s after the first");
    }

    private static async Task Restart_after_a_step_of_the_wall_clock_allows_no_more(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(2, TimeSpan.FromSeconds(10), Kind: RateKind.SlidingWindow) });
        await h.AddManyAsync(6);
        await ExpectAsync(h, 1, "first", most: 1);
        h.Time.StepWallClock(TimeSpan.FromHours(1));
        h.Advance(1);
        await ExpectAsync(h, 1, "after the clock went an hour ahead", most: 1);
        h.Time.StepWallClock(TimeSpan.FromHours(-2));
        await h.RestartAsync();
        await ExpectAsync(h, 0, "after it went back and the store was started again");
        h.Advance(9);
        await ExpectAsync(h, 1, "10 s after the first");
    }

    private static async Task ExpectAsync(StoreHarness h, int expected, string when, int most = 100) =>
        Expect.Equal(expected, (await h.ClaimAsync(most)).Count, $"the number of jobs claimed {when}");
}
