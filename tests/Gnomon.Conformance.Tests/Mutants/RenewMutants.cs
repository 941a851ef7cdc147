using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how claims are kept alive.</summary>
internal static class RenewMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Renews_without_comparing_the_attempt", "Renewal_with_an_old_token_is_lost", RenewsAnyAttempt)
        {
            FoundByModel = true,
        },
        new("Writes_the_logs_of_a_stale_attempt", "Lost_renewal_changes_neither_progress_nor_logs", WritesStaleLogs),
        new("Writes_the_progress_of_a_stale_attempt", "Lost_renewal_changes_neither_progress_nor_logs", WritesStaleProgress)
        {
            FoundByModel = true,
        },
        new("Drops_the_text_of_the_progress", "Text_of_the_progress_is_kept_cut_and_gone_with_the_attempt",
            s => Renewal(s, r => r with { ProgressText = null })),
        new("Keeps_log_lines_without_a_bound", "Logs_keep_the_newest_lines_within_the_bound", KeepsEveryLine),
        new("Says_that_a_stale_claim_goes_on", "Renewal_of_a_settled_attempt_is_lost",
            s => Outcome(s, _ => RenewOutcome.Held)) { FoundByModel = true },
        new("Does_not_extend_the_lease", "Renewed_lease_is_not_recovered", LeavesTheLease) { FoundByModel = true },
        new("Never_shortens_a_lease", "Renewal_sets_the_lease_from_now",
            s => Renewal(s, r => r with { Lease = r.Lease + TimeSpan.FromMinutes(1) })) { FoundByModel = true },
        new("Never_tells_a_worker_of_a_cancel", "Running_job_is_asked_to_stop",
            s => Outcome(s, o => o == RenewOutcome.CancelRequested ? RenewOutcome.Held : o)) { FoundByModel = true },
        new("Drops_log_lines", "Log_lines_are_kept_in_order",
            s => Renewal(s, r => r with { LogLines = [.. r.LogLines.Take(1)] })),
        new("Turns_log_lines_round", "Log_lines_are_kept_in_order",
            s => Renewal(s, r => r with { LogLines = [.. r.LogLines.Reverse()] })),
        new("Resets_progress_that_was_not_sent", "Progress_is_kept_until_a_new_one_comes",
            s => Renewal(s, r => r with { Progress = r.Progress ?? 0 })) { FoundByModel = true },
        new("Keeps_the_progress_of_an_earlier_attempt", "New_attempt_begins_without_progress", KeepsProgress)
        {
            FoundByModel = true,
        },
        new("Answers_renewals_out_of_order", "Each_renewal_of_a_batch_is_answered_in_its_place",
            s => new Mutation(s) { Renew = async (renewals, next) => [.. (await next(renewals)).Order()] })
        {
            FoundByModel = true,
        },
    ];

    private static Mutation Renewal(Subject s, Func<LeaseRenewal, LeaseRenewal> change) =>
        new(s) { Renew = (renewals, next) => next([.. renewals.Select(change)]) };

    private static Mutation Outcome(Subject s, Func<RenewOutcome, RenewOutcome> change) =>
        new(s) { Renew = async (renewals, next) => [.. (await next(renewals)).Select(change)] };

    private static Mutation KeepsProgress(Subject s)
    {
        var last = new Dictionary<JobId, double>();
        return new Mutation(s)
        {
            Renew = async (renewals, next) =>
            {
                var outcomes = await next(renewals);
                for (var i = 0; i < renewals.Count; i++)
                    if (outcomes[i] != RenewOutcome.Lost && renewals[i].Progress is { } progress)
                        last[renewals[i].Token.Job] = progress;
                return outcomes;
            },
            Reading = job => last.TryGetValue(job.Id, out var kept) ? job with { Progress = job.Progress ?? kept } : job,
        };
    }

    private static Mutation LeavesTheLease(Subject s)
    {
        var ends = new Dictionary<AttemptToken, long>();
        return new Mutation(s)
        {
            Claim = async (request, next) =>
            {
                var answer = await next(request);
                foreach (var job in answer.Jobs) ends[job.Token] = s.Time.GetTimestamp() + request.Lease.Ticks;
                return answer;
            },
            Renew = (renewals, next) => next(
            [
                .. renewals.Select(r => ends.TryGetValue(r.Token, out var end)
                    ? r with { Lease = TimeSpan.FromTicks(Math.Max(0, end - s.Time.GetTimestamp())) }
                    : r),
            ]),
        };
    }

    private static Mutation RenewsAnyAttempt(Subject s) => new(s)
    {
        Renew = async (renewals, next) =>
        {
            var changed = new List<LeaseRenewal>();
            foreach (var renewal in renewals) changed.Add(renewal with { Token = await s.NewestAsync(renewal.Token) });
            return await next(changed);
        },
    };

    private static Mutation WritesStaleLogs(Subject s) => new(s)
    {
        Renew = async (renewals, next) =>
        {
            var outcomes = await next(renewals);
            for (var i = 0; i < renewals.Count; i++)
                if (outcomes[i] == RenewOutcome.Lost)
                    await next([renewals[i] with { Token = await s.NewestAsync(renewals[i].Token), Progress = null }]);
            return outcomes;
        },
    };

    private static Mutation WritesStaleProgress(Subject s) => new(s)
    {
        Renew = async (renewals, next) =>
        {
            var outcomes = await next(renewals);
            for (var i = 0; i < outcomes.Count; i++)
                if (outcomes[i] == RenewOutcome.Lost && renewals[i].Progress is not null)
                    await next([renewals[i] with { Token = await s.NewestAsync(renewals[i].Token), LogLines = [] }]);
            return outcomes;
        },
    };

    private static Mutation KeepsEveryLine(Subject s)
    {
        var lines = new Dictionary<JobId, List<string>>();
        return new Mutation(s)
        {
            Renew = (renewals, next) =>
            {
                foreach (var renewal in renewals)
                {
                    if (!lines.TryGetValue(renewal.Token.Job, out var kept)) lines[renewal.Token.Job] = kept = [];
                    kept.AddRange(renewal.LogLines);
                }

                return next(renewals);
            },
            Logs = async (id, next) => lines.GetValueOrDefault(id) ?? await next(id),
        };
    }
}
