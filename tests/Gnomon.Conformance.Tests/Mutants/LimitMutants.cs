using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how many jobs may run at once.</summary>
internal static class LimitMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Ignores_how_many_may_run_at_once", "Limited_queue_hands_out_no_more_than_it_may",
            s => Limits(s, l => l with { Concurrency = null })) { FoundByModel = true },
        new("Ignores_how_many_of_a_key_may_run_at_once", "Limit_by_key_counts_each_key_for_itself",
            s => Limits(s, l => l with { PerKeyConcurrency = null })) { FoundByModel = true },
        new("Counts_all_keys_together", "Limit_by_key_counts_each_key_for_itself",
            s => Limits(s, l => l with { Concurrency = l.PerKeyConcurrency ?? l.Concurrency })),
        new("Limits_each_claim_by_itself", "Limit_of_a_queue_holds_over_all_nodes", s => Counted(s, (_, _) => 0)),
        new("Limits_each_node_by_itself", "Limit_of_a_queue_holds_over_all_nodes",
            s => Counted(s, (job, node) => job.Node == node ? 1 : 0)) { FoundByModel = true },
        new("Limits_all_queues_together", "Limit_of_one_queue_leaves_the_others_alone", s => new Mutation(s)
        {
            Setting = async (change, next) =>
            {
                await next(change);
                if (change.Limits is { Concurrency: not null })
                    foreach (var queue in new[] { "a", "b", "c" }) await next(change with { Queue = queue });
            },
        }),
        new("Counts_from_when_a_limit_is_set", "Limit_that_is_set_counts_what_runs_already", CountsFromNow),
        new("Takes_running_jobs_back_over_a_lowered_limit", "Lowered_limit_lets_running_jobs_go_on",
            s => QueueMutants.OnChange(
                s, c => c.Limits is { Concurrency: not null },
                (c, before) => before?.Limits.Concurrency > c.Limits!.Concurrency
                    ? QueueMutants.TakeBackAsync(s, c.Queue)
                    : default)),
        new("Never_raises_a_limit", "Raised_limit_lets_more_go_at_once", NeverRaises),
        new("Never_clears_limits", "Cleared_limits_hold_nothing_back",
            s => new Mutation(s) { SetQueue = c => c.Limits == QueueLimits.None ? c with { Limits = null } : c }),
        new("Hands_out_due_jobs_beyond_the_limits", "Due_jobs_are_held_by_the_limits_too", LetsDueJobsPass)
        {
            FoundByModel = true,
        },
        new("Lets_a_full_key_hold_up_the_others", "Blocked_key_does_not_hold_up_the_others", StopsAtAFullKey),
        new("Tells_nothing_of_a_slot_that_is_free", "Settlement_tells_that_it_freed_a_slot",
            s => new Mutation(s)
            {
                Settle = async (reports, next) => [.. (await next(reports)).Select(o => o with { Freed = false })],
            }),
        new("Forgets_limits_at_a_restart", "Limits_survive_a_restart", s => AfterOpening(s, _ => QueueLimits.None)),
        new("Brings_cleared_limits_back_at_a_restart", "Cleared_limits_stay_cleared_after_a_restart",
            s => AfterOpening(s, _ => new QueueLimits { Concurrency = 1 })),
    ];

    internal static Mutation Limits(Subject s, Func<QueueLimits, QueueLimits> change) => new(s)
    {
        SetQueue = c => c.Limits is { } limits ? c with { Limits = change(limits) } : c,
    };

    /// <summary>Changes the limits of all queues once, at the first claim after each opening.</summary>
    internal static Mutation AfterOpening(Subject s, Func<QueueLimits, QueueLimits> change)
    {
        var (touched, done) = (new HashSet<string>(), false);
        return new Mutation(s)
        {
            SetQueue = c =>
            {
                touched.Add(c.Queue);
                return c;
            },
            Claim = async (request, next) =>
            {
                var stats = done ? null : await s.Parts.Query.GetStatsAsync(CancellationToken.None);
                foreach (var queue in stats?.Queues.Where(q => !touched.Contains(q.Name)) ?? [])
                    await s.Store.SetQueueAsync(
                        new QueueChange(queue.Name, Limits: change(queue.Limits)), CancellationToken.None);
                done = true;
                return await next(request);
            },
        };
    }

    /// <summary>Claims from one queue after the other, from each at most as many as it has room for.</summary>
    internal static async ValueTask<ClaimAnswer> EachQueueAsync(
        ClaimRequest request, Func<ClaimRequest, ValueTask<ClaimAnswer>> next, Func<string, int> roomOf)
    {
        var (jobs, due) = (new List<ClaimedJob>(), new List<DateTimeOffset?>());
        foreach (var queue in request.Queues)
        {
            var most = Math.Min(request.Max - jobs.Count, roomOf(queue));
            if (most <= 0) continue;
            var answer = await next(request with { Queues = [queue], Max = most });
            jobs.AddRange(answer.Jobs);
            due.Add(answer.NextDue);
        }

        return new ClaimAnswer(jobs, due.Min());
    }

    /// <summary>Keeps the limit of a queue by a count of its own.</summary>
    private static Mutation Counted(Subject s, Func<Job, string, int> weigh)
    {
        var limits = new Dictionary<string, int>();
        return new Mutation(s)
        {
            SetQueue = change =>
            {
                if (change.Limits is not { } set) return change;
                limits[change.Queue] = set.Concurrency ?? int.MaxValue;
                return change with { Limits = set with { Concurrency = null } };
            },
            Claim = async (request, next) =>
            {
                var running = (await s.JobsAsync()).Where(j => j.State == JobState.Running).ToList();
                return await EachQueueAsync(
                    request, next,
                    queue => limits.GetValueOrDefault(queue, int.MaxValue)
                        - running.Where(j => j.Spec.Queue == queue).Sum(j => weigh(j, request.Node)));
            },
        };
    }

    private static Mutation CountsFromNow(Subject s) => new(s)
    {
        Setting = async (change, next) =>
        {
            var running = (await s.JobsAsync())
                .Count(j => j.State == JobState.Running && j.Spec.Queue == change.Queue);
            await next(change.Limits is { Concurrency: { } most } limits
                ? change with { Limits = limits with { Concurrency = most + running } }
                : change);
        },
    };

    private static Mutation NeverRaises(Subject s)
    {
        int? least = null;
        return Limits(
            s, l => l with { Concurrency = l.Concurrency is { } most ? least = Math.Min(most, least ?? most) : null });
    }

    private static Mutation LetsDueJobsPass(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var due = (await s.JobsAsync()).Where(j => j.State == JobState.Scheduled && j.RunAt <= s.Now)
                .Select(j => j.Spec.Queue).ToHashSet();
            var limited = (await s.Parts.Query.GetStatsAsync(CancellationToken.None)).Queues
                .Where(q => due.Contains(q.Name) && q.Limits != QueueLimits.None).ToList();
            foreach (var queue in limited)
                await s.Store.SetQueueAsync(
                    new QueueChange(queue.Name, Limits: QueueLimits.None), CancellationToken.None);
            var answer = await next(request);
            foreach (var queue in limited)
                await s.Store.SetQueueAsync(new QueueChange(queue.Name, Limits: queue.Limits), CancellationToken.None);
            return answer;
        },
    };

    /// <summary>Looks at nothing behind a job that may not run.</summary>
    private static Mutation StopsAtAFullKey(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var oldest = (await s.JobsAsync())
                .LastOrDefault(j => j.State == JobState.Ready && request.Queues.Contains(j.Spec.Queue));
            var standing = oldest is null
                ? null
                : await s.Parts.Query.ExplainAsync(oldest.Id, CancellationToken.None);
            return standing?.Reason == WaitReason.KeyConcurrency ? ClaimAnswer.Nothing : await next(request);
        },
    };
}
