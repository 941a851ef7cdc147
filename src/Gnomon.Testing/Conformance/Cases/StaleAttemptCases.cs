using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>Many workers that were paused beyond their leases and go on as if nothing had happened.</summary>
internal static class StaleAttemptCases
{
    private const int Attempts = 10_000;
    private const int Batch = 1_000;

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P3", Ten_thousand_attempts_past_their_lease_leave_no_trace_when_they_go_on),
        Case("P3", Stale_attempts_in_a_batch_with_live_ones_do_not_spoil_them),
    ];

    private static async Task Ten_thousand_attempts_past_their_lease_leave_no_trace_when_they_go_on(StoreHarness h)
    {
        var drafts = Enumerable.Range(0, Attempts).Select(_ => h.Draft()).ToArray();
        await h.EnqueueAsync(drafts);
        var paused = (await h.ClaimAsync(Attempts)).Select(job => job.Token).ToList();
        Expect.Equal(Attempts, paused.Count, "the number of attempts that are paused");
        await LoseAsync(h);
        // One half is in other hands by now, the other waits for them.
        var current = (await h.ClaimAsync(Attempts / 2)).Select(job => job.Token).ToList();
        foreach (var batch in paused.Chunk(Batch)) await GoOnAsync(h, batch);

        Expect.Equal(
            Attempts, (await h.Query.GetStatsAsync(h.Cancellation)).Jobs.Values.Sum(),
            "the number of stored jobs, children among them");
        var left = (await h.ClaimAsync(Attempts)).Select(job => job.Token).ToList();
        Expect.Equal(Attempts, current.Count + left.Count, "the number of second attempts");
        foreach (var token in current.Concat(left))
        {
            Expect.Equal(2, token.Attempt, "the number of the attempt");
            var job = await h.JobAsync(token.Job);
            Expect.Equal((JobState.Running, 0), (job.State, job.Result.Length), "the state and the result's length");
            Expect.Equal(null, job.Progress, "the progress");
            var lines = Expect.Present(await h.Query.GetLogsAsync(token.Job, h.Cancellation), "the log");
            Expect.Equal(0, lines.Count, "the number of lines in the log");
        }

        foreach (var batch in current.Concat(left).Chunk(Batch))
        {
            var outcomes = await h.Store.SettleAsync(
                [.. batch.Select(token => new Settlement(token, SettlementKind.Succeeded))], h.Cancellation);
            Expect.That(outcomes.All(outcome => outcome.Applied), "the live attempts to be settled");
        }
    }

    private static async Task Stale_attempts_in_a_batch_with_live_ones_do_not_spoil_them(StoreHarness h)
    {
        var stale = await h.StartAsync();
        await LoseAsync(h);
        var live = (await h.ClaimOneAsync()).Token;
        var other = await h.StartAsync();
        var outcomes = await h.Store.SettleAsync(
            [
                new Settlement(stale, SettlementKind.Dead) { Error = "late" },
                new Settlement(live, SettlementKind.Succeeded),
                new Settlement(stale, SettlementKind.Succeeded),
                new Settlement(other, SettlementKind.Succeeded),
            ],
            h.Cancellation);
        Expect.Sequence([false, true, false, true], outcomes.Select(outcome => outcome.Applied), "what was applied");
        var job = await h.JobAsync(live.Job);
        Expect.Equal((JobState.Succeeded, (string?)null), (job.State, job.Error), "the state and the error");
    }

    private static async Task LoseAsync(StoreHarness h)
    {
        h.Advance(StoreHarness.Lease.TotalSeconds + 1);
        while ((await h.SweepAsync()).Recovered > 0)
        {
        }
    }

    /// <summary>The children of all, first in one call and then each by itself, so that no refusal hides behind
    /// another.</summary>
    private static async Task ExpectNoChildAsync(StoreHarness h, AttemptToken[] tokens)
    {
        var children = tokens.Select(token => h.Draft() with { Parent = token }).ToArray();
        var refused = await h.EnqueueAsync(children);
        Expect.That(
            refused.All(result => result.Outcome == EnqueueOutcome.StaleAttempt), "every child of a call to be refused");
        foreach (var child in children)
            Expect.Equal(
                new EnqueueResult(child.Id, EnqueueOutcome.StaleAttempt), (await h.EnqueueAsync(child))[0],
                "the answer to a child by itself");
    }

    /// <summary>What a worker sends that does not know that its lease is over: a renewal with reports, children, and each kind of
    /// settlement.</summary>
    private static async Task GoOnAsync(StoreHarness h, AttemptToken[] tokens)
    {
        var renewals = tokens.Select(
            token => new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.9, LogLines = ["late"] });
        var renewed = await h.Store.RenewAsync([.. renewals], h.Cancellation);
        Expect.That(renewed.All(outcome => outcome == RenewOutcome.Lost), "every renewal to be told that it is lost");
        await ExpectNoChildAsync(h, tokens);
        foreach (var kind in Enum.GetValues<SettlementKind>())
        {
            var settlements = tokens.Select(token => new Settlement(token, kind)
            {
                Result = Encoding.UTF8.GetBytes("1"), Error = "late", Progress = 0.9, LogLines = ["late"],
            });
            var outcomes = await h.Store.SettleAsync([.. settlements], h.Cancellation);
            Expect.That(outcomes.All(outcome => !outcome.Applied), $"no {kind} of a stale attempt to be applied");
        }
    }
}
