using System.Text;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how attempts end.</summary>
internal static class SettleMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Settles_without_comparing_the_attempt", "Stale_attempt_cannot_settle", SettlesAnyAttempt)
        {
            FoundByModel = true,
        },
        new("Settles_twice", "Second_settlement_is_refused", SettlesTwice) { FoundByModel = true },
        new("Says_that_a_stale_settlement_applied", "Token_of_the_future_cannot_settle",
            s => Outcome(s, o => o with { Applied = true })) { FoundByModel = true },
        new("Drops_results", "Success_stores_the_result", s => Change(s, x => x with { Result = default }))
        {
            FoundByModel = true,
        },
        new("Drops_errors", "Dead_ends_the_job_with_its_error", s => Change(s, x => x with { Error = null }))
        {
            FoundByModel = true,
        },
        new("Drops_the_last_log_lines", "Log_lines_are_kept_in_order", s => Change(s, x => x with { LogLines = [] })),
        new("Drops_the_last_progress", "Progress_sent_with_the_last_report_is_kept",
            s => Change(s, x => x with { Progress = null })),
        new("Ignores_the_wait_before_a_retry", "Retry_waits_and_counts_a_failure",
            s => Change(s, x => x with { Wait = TimeSpan.Zero })) { FoundByModel = true },
        new("Waits_with_every_retry", "Retry_without_a_wait_runs_at_once",
            s => Change(s, x => x.Kind == SettlementKind.Retry ? x with { Wait = x.Wait + TimeSpan.FromTicks(1) } : x)),
        new("Counts_a_snooze_as_a_failure", "Snooze_waits_and_counts_no_failure",
            s => Kind(s, SettlementKind.Snoozed, SettlementKind.Retry)) { FoundByModel = true },
        new("Counts_a_parking_as_a_failure", "Parking_waits_and_counts_neither_as_a_failure_nor_as_a_snooze",
            s => Kind(s, SettlementKind.Parked, SettlementKind.Retry)),
        new("Counts_a_parking_as_a_snooze", "Parking_waits_and_counts_neither_as_a_failure_nor_as_a_snooze",
            s => Kind(s, SettlementKind.Parked, SettlementKind.Snoozed)) { FoundByModel = true },
        new("Counts_a_release_as_a_failure", "Release_is_ready_at_once_and_counts_no_failure",
            s => Kind(s, SettlementKind.Released, SettlementKind.Retry)) { FoundByModel = true },
        new("Lets_a_dead_job_run_again", "Dead_ends_the_job_with_its_error",
            s => Kind(s, SettlementKind.Dead, SettlementKind.Retry)) { FoundByModel = true },
        new("Refuses_a_report_when_the_lease_is_over",
            "Settlement_after_the_lease_ran_out_is_accepted_until_somebody_recovers_it", RefusesLateReports)
        {
            FoundByModel = true,
        },
        new("Answers_settlements_out_of_order", "Each_settlement_of_a_batch_is_answered_in_its_place",
            s => new Mutation(s) { Settle = async (reports, next) => [.. (await next(reports)).Reverse()] })
        {
            FoundByModel = true,
        },
        new("Keeps_the_last_attempt_only", "History_tells_every_attempt",
            s => new Mutation(s) { Reading = job => job with { Attempts = [.. job.Attempts.TakeLast(1)] } })
        {
            FoundByModel = true,
        },
        new("Never_gives_up_a_job_that_loses_its_workers", "Job_that_loses_every_worker_ends_dead", NeverGivesUp),
    ];

    private static Mutation Change(Subject s, Func<Settlement, Settlement> change) =>
        new(s) { Settle = (reports, next) => next([.. reports.Select(change)]) };

    private static Mutation Kind(Subject s, SettlementKind from, SettlementKind to) =>
        Change(s, x => x.Kind == from ? new Settlement(x.Token, to) { Error = x.Error, Wait = x.Wait } : x);

    private static Mutation Outcome(Subject s, Func<SettleOutcome, SettleOutcome> change) =>
        new(s) { Settle = async (reports, next) => [.. (await next(reports)).Select(change)] };

    private static Mutation SettlesAnyAttempt(Subject s) => new(s)
    {
        Settle = async (reports, next) =>
        {
            var changed = new List<Settlement>();
            foreach (var report in reports) changed.Add(report with { Token = await s.NewestAsync(report.Token) });
            return await next(changed);
        },
    };

    private static Mutation SettlesTwice(Subject s)
    {
        var results = new Dictionary<JobId, string>();
        return new Mutation(s)
        {
            Settle = async (reports, next) =>
            {
                var outcomes = (await next(reports)).ToList();
                for (var i = 0; i < outcomes.Count; i++)
                {
                    if (outcomes[i].Applied || await s.JobAsync(reports[i].Token.Job) is not { } job) continue;
                    if (job.State != JobState.Succeeded || job.Attempt != reports[i].Token.Attempt) continue;
                    results[job.Id] = Encoding.UTF8.GetString(reports[i].Result.Span);
                    outcomes[i] = new SettleOutcome(true, job.State);
                }

                return outcomes;
            },
            Reading = job => results.TryGetValue(job.Id, out var later)
                ? job with { Result = Encoding.UTF8.GetBytes(later) }
                : job,
        };
    }

    private static Mutation RefusesLateReports(Subject s) => new(s)
    {
        Settle = async (reports, next) =>
        {
            await s.Store.SweepAsync(1000, CancellationToken.None);
            return await next(reports);
        },
    };

    private static Mutation NeverGivesUp(Subject s)
    {
        var patient = RetryPolicy.Growing(Backoff.Fixed, RetryPolicy.MaxMaxAttempts, TimeSpan.FromSeconds(1));
        return new Mutation(s)
        {
            Enqueue = (drafts, next) => next([.. drafts.Select(d => d with { Spec = d.Spec with { Retry = patient } })]),
        };
    }
}
