using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Many callers at the same moment: what one of them decides, the others see.</summary>
internal static class RaceCases
{
    private const int Callers = 8;
    private const int Rounds = 20;

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("limits", Claims_that_race_share_the_slots_of_a_queue),
        Case("limits", Claims_that_race_share_the_slots_of_each_key),
        Case("strict order", Claims_that_race_keep_strict_order),
        Case("rates", Claims_that_race_share_the_tokens_of_a_rate),
        Case("P1", Enqueues_that_race_with_one_id_make_one_job),
        Case("P3", Settlement_and_recovery_that_race_have_one_winner),
        Case("P3", Child_and_recovery_that_race_leave_no_child_of_a_stale_attempt),
    ];

    private static async Task Claims_that_race_share_the_slots_of_a_queue(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Concurrency = 1 });
        await h.AddManyAsync(Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            var jobs = await ClaimTogetherAsync(h);
            Expect.Equal(1, jobs.Count, $"the number of jobs that {Callers} workers got of a queue limited to 1");
            await h.SettleAsync(jobs[0].Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Claims_that_race_share_the_slots_of_each_key(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { PerKeyConcurrency = 2 });
        foreach (var key in new[] { "a", "b", "c" }) await h.AddManyAsync(2 * Rounds, key);
        for (var round = 0; round < Rounds; round++)
        {
            var jobs = await ClaimTogetherAsync(h);
            Expect.Sequence(
                ["a", "a", "b", "b", "c", "c"], jobs.Select(job => job.Spec.LimitKey!).Order(), "the keys of the jobs");
            foreach (var job in jobs) await h.SettleAsync(job.Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Claims_that_race_keep_strict_order(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { StrictOrder = true });
        var ids = await h.AddManyAsync(Rounds, "k");
        foreach (var id in ids)
        {
            var jobs = await ClaimTogetherAsync(h);
            Expect.Sequence([id], jobs.Select(job => job.Token.Job), "the jobs handed out");
            await h.SettleAsync(jobs[0].Token, SettlementKind.Succeeded);
        }
    }

    private static async Task Claims_that_race_share_the_tokens_of_a_rate(StoreHarness h)
    {
        await h.LimitAsync(new QueueLimits { Rate = new RateLimit(3, TimeSpan.FromSeconds(1)) });
        await h.AddManyAsync(3 * Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            var jobs = await ClaimTogetherAsync(h);
            Expect.Equal(3, jobs.Count, $"the number of jobs that {Callers} workers got in a second");
            h.Advance(1);
        }
    }

    private static async Task Enqueues_that_race_with_one_id_make_one_job(StoreHarness h)
    {
        var draft = h.Draft();
        var results = await TogetherAsync(_ => h.EnqueueAsync(draft).AsTask());
        Expect.Equal(
            1, results.Count(r => r[0].Outcome == EnqueueOutcome.Created), "the number of calls that made the job");
        Expect.Equal(
            Callers - 1, results.Count(r => r[0].Outcome == EnqueueOutcome.SameId), "the number that found it there");
        Expect.Equal(1, (await h.ListAsync()).Count, "the number of stored jobs");
    }

    private static async Task Settlement_and_recovery_that_race_have_one_winner(StoreHarness h)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var token = await h.StartAsync();
            h.Advance(StoreHarness.Lease.TotalSeconds + 1);
            var sweep = Task.Run(() => h.SweepAsync().AsTask());
            var settled = await Task.Run(() => h.SettleAsync(token, SettlementKind.Succeeded));
            var recovered = (await sweep).Recovered;
            Expect.Equal(1, (settled.Applied ? 1 : 0) + recovered, "the number of those that ended the attempt");
            var job = await h.JobAsync(token.Job);
            Expect.Equal(
                settled.Applied ? JobState.Succeeded : JobState.Ready, job.State, "the state that the winner gave");
            Expect.Equal(1, job.Attempts.Count, "the number of attempts");
            await h.ControlAsync(ControlAction.Cancel, token.Job);
        }
    }

    private static async Task Child_and_recovery_that_race_leave_no_child_of_a_stale_attempt(StoreHarness h)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var token = await h.StartAsync();
            h.Advance(StoreHarness.Lease.TotalSeconds + 1);
            var sweep = Task.Run(() => h.SweepAsync().AsTask());
            var child = h.Draft() with { Parent = token, Delay = TimeSpan.FromDays(1) };
            var result = (await Task.Run(() => h.EnqueueAsync(child).AsTask()))[0];
            await sweep;
            var stored = await h.Query.GetJobAsync(child.Id, h.Cancellation);
            Expect.Equal(
                result.Outcome == EnqueueOutcome.Created, stored is not null, "whether the child is there as answered");
            var late = h.Draft() with { Parent = token };
            Expect.Equal(
                EnqueueOutcome.StaleAttempt, (await h.EnqueueAsync(late))[0].Outcome,
                "the outcome for a child after the recovery");
            await h.ControlAsync(ControlAction.Cancel, token.Job);
        }
    }

    private static async Task<List<ClaimedJob>> ClaimTogetherAsync(StoreHarness h)
    {
        var answers = await TogetherAsync(caller => h.Store.ClaimAsync(
            new ClaimRequest($"node-{caller}", [JobLimits.DefaultQueue], 10, StoreHarness.Lease), h.Cancellation)
            .AsTask());
        return [.. answers.SelectMany(answer => answer.Jobs)];
    }

    public static Task<T[]> TogetherAsync<T>(Func<int, Task<T>> callAsync) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => callAsync(caller))));
}
