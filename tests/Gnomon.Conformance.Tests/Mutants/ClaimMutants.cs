using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how jobs are handed out.</summary>
internal static class ClaimMutants
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(5);

    public static IEnumerable<Mutant> All =>
    [
        new("Promotes_early", "Job_is_never_claimed_before_it_is_due", PromotesEarly) { FoundByModel = true },
        new("Promotes_only_in_a_sweep", "Due_job_is_claimed_without_a_sweep", PromotesOnlyInASweep),
        new("Hands_out_the_newest_first", "Oldest_job_goes_first",
            s => Answer(s, (_, a) => a with { Jobs = [.. a.Jobs.Reverse()] })),
        new("Looks_at_the_queues_in_the_wrong_order", "Earlier_queue_is_emptied_before_a_later_one_is_looked_at",
            s => Request(s, r => r with { Queues = [.. r.Queues.Reverse()] })) { FoundByModel = true },
        new("Hands_out_jobs_of_all_queues", "Claim_looks_only_at_the_queues_asked_for", LooksEverywhere)
        {
            FoundByModel = true,
        },
        new("Hands_out_one_more_than_asked_for", "Claim_gives_at_most_what_was_asked_for",
            s => Request(s, r => r with { Max = r.Max + 1 })) { FoundByModel = true },
        new("Hands_out_a_running_job_again", "No_job_is_handed_out_twice", HandsOutTwice) { FoundByModel = true },
        new("Counts_no_attempts", "Claim_counts_the_attempt_before_it_answers",
            s => Answer(s, (_, a) => Tokens(a, t => t with { Attempt = 1 }))) { FoundByModel = true },
        new("Tells_no_failures", "Claim_tells_failures_and_spent_attempts",
            s => Answer(s, (_, a) => a with { Jobs = [.. a.Jobs.Select(j => j with { Failures = 0 })] }))
        {
            FoundByModel = true,
        },
        new("Tells_the_time_of_acceptance_for_the_due_time", "Claim_tells_when_the_job_was_accepted_and_due",
            s => Answer(s, (_, a) => a with { Jobs = [.. a.Jobs.Select(j => j with { RunAt = j.CreatedAt })] })),
        new("Tells_nothing_of_the_next_due_job", "Claim_tells_when_the_next_job_is_due",
            s => Answer(s, (_, a) => a with { NextDue = null })) { FoundByModel = true },
        new("Tells_another_clock_than_its_own", "Claim_tells_when_the_next_job_is_due",
            s => Answer(s, (_, a) => a with { StoreNow = DateTimeOffset.UnixEpoch })),
        new("Forgets_the_wait_of_a_hint", "Hint_reaches_every_listener_whole",
            s => new Mutation(s) { Signal = hint => hint with { Wait = null } }),
        new("Tells_the_next_due_job_of_any_queue", "Next_due_ignores_other_queues", TellsNextDueOfAnyQueue),
        new("Never_ends_a_lease", "Expired_lease_returns_the_job_to_ready",
            s => Request(s, r => r with { Lease = TimeSpan.FromDays(365) })) { FoundByModel = true },
        new("Ends_a_lease_at_once", "Lease_that_has_not_run_out_is_left_alone",
            s => Request(s, r => r with { Lease = TimeSpan.FromTicks(1) })) { FoundByModel = true },
        new("Measures_leases_by_the_wall_clock", "Steps_of_the_wall_clock_do_not_touch_leases", MeasuresByWallClock),
        new("Hands_out_jobs_of_a_paused_queue", "Paused_queue_gives_nothing",
            s => new Mutation(s) { SetQueue = change => change with { Paused = false } }) { FoundByModel = true },
        new("Never_resumes_a_queue", "Resumed_queue_gives_its_jobs",
            s => new Mutation(s) { SetQueue = change => change with { Paused = true } }) { FoundByModel = true },
        new("Keeps_a_pause_in_memory_only", "Paused_queue_stays_paused", KeepsAPauseInMemory),
    ];

    private static Mutation Request(Subject s, Func<ClaimRequest, ClaimRequest> change) =>
        new(s) { Claim = (request, next) => next(change(request)) };

    private static Mutation Answer(Subject s, Func<ClaimRequest, ClaimAnswer, ClaimAnswer> change) =>
        new(s) { Claim = async (request, next) => change(request, await next(request)) };

    private static ClaimAnswer Tokens(ClaimAnswer answer, Func<AttemptToken, AttemptToken> change) =>
        answer with { Jobs = [.. answer.Jobs.Select(j => j with { Token = change(j.Token) })] };

    private static Mutation PromotesEarly(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            foreach (var job in await s.JobsAsync())
                if (job.State == JobState.Scheduled && job.RunAt <= s.Now + Early)
                    await s.ControlAsync(ControlAction.RunNow, job.Id);
            return await next(request);
        },
    };

    private static Mutation PromotesOnlyInASweep(Subject s)
    {
        var timers = new Dictionary<JobId, DateTimeOffset>();
        return new Mutation(s)
        {
            Enqueue = (drafts, next) =>
            {
                foreach (var draft in drafts)
                    if (draft.Delay is { } wait) timers[draft.Id] = s.Now + wait;
                return next([.. drafts.Select(d => d.Delay is null ? d : d with { Delay = TimeSpan.FromDays(999) })]);
            },
            Sweep = async (max, next) =>
            {
                foreach (var (job, due) in timers)
                    if (due <= s.Now) await s.ControlAsync(ControlAction.RunNow, job);
                return await next(max);
            },
        };
    }

    private static Mutation LooksEverywhere(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var stats = await s.Parts.Query.GetStatsAsync(CancellationToken.None);
            return await next(request with { Queues = [.. request.Queues.Union(stats.Queues.Select(q => q.Name))] });
        },
    };

    private static Mutation HandsOutTwice(Subject s)
    {
        ClaimedJob? last = null;
        return new Mutation(s)
        {
            Claim = async (request, next) =>
            {
                var answer = await next(request);
                var again = last is not null && answer.Jobs.Count < request.Max
                    && await s.JobAsync(last.Token.Job) is { State: JobState.Running };
                var jobs = again ? answer.Jobs.Append(last!) : answer.Jobs;
                last = answer.Jobs.LastOrDefault() ?? last;
                return answer with { Jobs = [.. jobs] };
            },
        };
    }

    private static Mutation TellsNextDueOfAnyQueue(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var answer = await next(request);
            var waiting = (await s.JobsAsync()).Where(j => j.State == JobState.Scheduled).ToList();
            return answer with { NextDue = waiting.Count == 0 ? null : waiting.Min(j => j.RunAt) };
        },
    };

    private static Mutation MeasuresByWallClock(Subject s)
    {
        var leases = new Dictionary<AttemptToken, DateTimeOffset>();
        return new Mutation(s)
        {
            Claim = async (request, next) =>
            {
                var answer = await next(request);
                foreach (var job in answer.Jobs) leases[job.Token] = s.Now + request.Lease;
                return answer;
            },
            Sweep = async (max, next) =>
            {
                var over = leases.Where(l => l.Value <= s.Now).Select(l => l.Key).ToList();
                var answer = await next(max);
                await s.Store.SettleAsync(
                    [.. over.Select(t => new Settlement(t, SettlementKind.Released))], CancellationToken.None);
                return answer with { Recovered = over.Count };
            },
        };
    }

    private static Mutation KeepsAPauseInMemory(Subject s)
    {
        var paused = new HashSet<string>();
        return new Mutation(s)
        {
            SetQueue = change =>
            {
                if (change.Paused is true) paused.Add(change.Queue);
                else if (change.Paused is false) paused.Remove(change.Queue);
                return change with { Paused = change.Paused is null ? null : false };
            },
            Claim = (request, next) =>
            {
                var open = request.Queues.Where(q => !paused.Contains(q)).ToList();
                return open.Count == 0 ? ValueTask.FromResult(ClaimAnswer.Nothing) : next(request with { Queues = open });
            },
        };
    }
}
