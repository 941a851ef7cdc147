using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How claims are kept alive, and what handlers report meanwhile.</summary>
internal static class RenewCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Case("P6", Renewed_lease_is_not_recovered),
        Case("P6", Renewal_sets_the_lease_from_now),
        Case("P3", Renewal_with_an_old_token_is_lost),
        Case("P3", Renewal_with_a_token_of_the_future_is_lost),
        Case("P3", Renewal_of_a_settled_attempt_is_lost),
        Case("P3", Renewal_of_an_unknown_job_is_lost),
        Case("P3", Lost_renewal_changes_neither_progress_nor_logs),
        Case("renew", Progress_is_kept_until_a_new_one_comes),
        Case("renew", Progress_sent_with_the_last_report_is_kept),
        Case("renew", New_attempt_begins_without_progress),
        Case("renew", Text_of_the_progress_is_kept_cut_and_gone_with_the_attempt),
        Case("renew", Log_lines_are_kept_in_order),
        Case("renew", Each_renewal_of_a_batch_is_answered_in_its_place),
        Case("bounds", Logs_keep_the_newest_lines_within_the_bound),
        Case("bounds", Long_log_line_is_cut),
    ];

    private static async Task Renewed_lease_is_not_recovered(StoreHarness h)
    {
        var token = await h.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            h.Advance(5);
            Expect.Equal(RenewOutcome.Held, await h.RenewAsync(token), "the outcome of a renewal in time");
            Expect.Equal(0, (await h.SweepAsync()).Recovered, "the number of recovered claims");
        }

        await h.ExpectStateAsync(JobState.Running, token.Job);
    }

    private static async Task Renewal_sets_the_lease_from_now(StoreHarness h)
    {
        var token = await h.StartAsync();
        h.Advance(1);
        await h.RenewAsync(new LeaseRenewal(token, TimeSpan.FromSeconds(60)));
        h.Advance(59);
        Expect.Equal(0, (await h.SweepAsync()).Recovered, "the claims recovered within a lease of 60 s");
        await h.RenewAsync(new LeaseRenewal(token, TimeSpan.FromSeconds(2)));
        h.Advance(2.5);
        Expect.Equal(1, (await h.SweepAsync()).Recovered, "the claims recovered after a lease of 2 s");
    }

    private static async Task Renewal_with_an_old_token_is_lost(StoreHarness h)
    {
        var old = await h.StartAsync();
        await h.SettleAsync(old, SettlementKind.Released);
        var current = await h.ClaimOneAsync();
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(old), "the outcome for the old token");
        Expect.Equal(RenewOutcome.Held, await h.RenewAsync(current.Token), "the outcome for the newest token");
    }

    private static async Task Renewal_with_a_token_of_the_future_is_lost(StoreHarness h)
    {
        var token = await h.StartAsync();
        var forged = token with { Attempt = token.Attempt + 1 };
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(forged), "the outcome for a token never given");
        Expect.Equal(RenewOutcome.Held, await h.RenewAsync(token), "the outcome for the token given");
    }

    private static async Task Renewal_of_a_settled_attempt_is_lost(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.SettleAsync(token, SettlementKind.Succeeded);
        Expect.Equal(RenewOutcome.Lost, await h.RenewAsync(token), "the outcome after the end");
    }

    private static async Task Renewal_of_an_unknown_job_is_lost(StoreHarness h) =>
        Expect.Equal(
            RenewOutcome.Lost, await h.RenewAsync(new AttemptToken(JobId.New(h.Time), 1)), "the outcome");

    private static async Task Lost_renewal_changes_neither_progress_nor_logs(StoreHarness h)
    {
        var old = await h.StartAsync();
        await h.SettleAsync(old, SettlementKind.Released);
        await h.ClaimOneAsync();
        await h.RenewAsync(new LeaseRenewal(old, StoreHarness.Lease)
        {
            Progress = 0.9, ProgressText = "ghost", LogLines = ["ghost"],
        });
        Expect.Absent((await h.JobAsync(old.Job)).Progress, "progress of a stale attempt");
        Expect.Absent((await h.JobAsync(old.Job)).ProgressText, "text of a stale attempt");
        Expect.Equal(0, (await LogsAsync(h, old.Job)).Count, "the number of log lines");
    }

    private static async Task Progress_is_kept_until_a_new_one_comes(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.25 });
        await h.RenewAsync(token);
        Expect.Equal(0.25, (await h.JobAsync(token.Job)).Progress, "the progress after a renewal without one");
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.75 });
        Expect.Equal(0.75, (await h.JobAsync(token.Job)).Progress, "the progress");
    }

    private static async Task Progress_sent_with_the_last_report_is_kept(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.25 });
        await h.SettleAsync(new Settlement(token, SettlementKind.Succeeded) { Progress = 1 });
        Expect.Equal(1.0, (await h.JobAsync(token.Job)).Progress, "the progress after the end");
    }

    private static async Task New_attempt_begins_without_progress(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.25 });
        await h.SettleAsync(token, SettlementKind.Retry);
        await h.ClaimOneAsync();
        Expect.Equal(null, (await h.JobAsync(token.Job)).Progress, "the progress of the second attempt");
    }

    private static async Task Text_of_the_progress_is_kept_cut_and_gone_with_the_attempt(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.25, ProgressText = "copying" });
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { Progress = 0.5 });
        var job = await h.JobAsync(token.Job);
        Expect.Equal((0.5, "copying"), (job.Progress, job.ProgressText), "the progress after a renewal without a text");
        var longest = new string('x', JobLimits.MaxProgressTextLength);
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { ProgressText = longest + "y" });
        Expect.Equal(longest, (await h.JobAsync(token.Job)).ProgressText, "a text that is too long");
        await h.SettleAsync(new Settlement(token, SettlementKind.Retry) { ProgressText = "failed at the end" });
        Expect.Equal("failed at the end", (await h.JobAsync(token.Job)).ProgressText, "the text of the settlement");
        h.Advance(1);
        await h.ClaimOneAsync();
        Expect.Absent((await h.JobAsync(token.Job)).ProgressText, "the text of the attempt before");
    }

    private static async Task Log_lines_are_kept_in_order(StoreHarness h)
    {
        var token = await h.StartAsync();
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { LogLines = ["one", "two"] });
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { LogLines = ["three"] });
        await h.SettleAsync(new Settlement(token, SettlementKind.Succeeded) { LogLines = ["four"] });
        Expect.Sequence(["one", "two", "three", "four"], await LogsAsync(h, token.Job), "the log lines");
    }

    private static async Task Each_renewal_of_a_batch_is_answered_in_its_place(StoreHarness h)
    {
        await h.EnqueueAsync(h.Draft(), h.Draft());
        var jobs = await h.ClaimAsync();
        await h.ControlAsync(ControlAction.Cancel, jobs[1].Token.Job);
        LeaseRenewal[] batch =
        [
            new(jobs[1].Token, StoreHarness.Lease),
            new(new AttemptToken(JobId.New(h.Time), 1), StoreHarness.Lease),
            new(jobs[0].Token, StoreHarness.Lease),
        ];
        Expect.Sequence(
            [RenewOutcome.CancelRequested, RenewOutcome.Lost, RenewOutcome.Held],
            await h.Store.RenewAsync(batch, h.Cancellation), "the outcomes");
    }

    private static async Task Logs_keep_the_newest_lines_within_the_bound(StoreHarness h)
    {
        var token = await h.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            var lines = Enumerable.Range(0, 10).Select(n => $"{i:00}-{n} {new string('x', 400)}").ToArray();
            await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { LogLines = lines });
        }

        var kept = await LogsAsync(h, token.Job);
        var bytes = kept.Sum(l => l.Length);
        Expect.That(bytes <= JobLimits.MaxLogBytes, $"at most {JobLimits.MaxLogBytes} bytes of log; {bytes} are kept");
        Expect.That(
            bytes > JobLimits.MaxLogBytes / 2, $"more than half of the bound to be in use; {bytes} bytes are kept");
        Expect.That(kept[^1].StartsWith("29-9", StringComparison.Ordinal), "the newest line to be kept");
        Expect.That(!kept.Any(l => l.StartsWith("00-0", StringComparison.Ordinal)), "the oldest line to be dropped");
    }

    private static async Task Long_log_line_is_cut(StoreHarness h)
    {
        var token = await h.StartAsync();
        var line = new string('y', JobLimits.MaxLogLineLength + 100);
        await h.RenewAsync(new LeaseRenewal(token, StoreHarness.Lease) { LogLines = [line] });
        var kept = await LogsAsync(h, token.Job);
        Expect.Equal(1, kept.Count, "the number of log lines");
        Expect.That(
            kept[0].Length <= JobLimits.MaxLogLineLength && kept[0].StartsWith("yyyy", StringComparison.Ordinal),
            $"the line to be cut to {JobLimits.MaxLogLineLength} characters; it has {kept[0].Length}");
    }

    private static async Task<IReadOnlyList<string>> LogsAsync(StoreHarness h, JobId job) =>
        Expect.Present(await h.Query.GetLogsAsync(job, h.Cancellation), "the log of the job");
}
