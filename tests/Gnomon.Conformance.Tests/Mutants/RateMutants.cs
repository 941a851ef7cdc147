using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how fast jobs are handed out.</summary>
internal static class RateMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Ignores_the_rate", "Bucket_gives_its_burst_and_then_refills_evenly", s => Queue(s, _ => null))
        {
            FoundByModel = true,
        },
        new("Ignores_the_burst", "Bucket_gives_its_burst_and_then_refills_evenly",
            s => Queue(s, r => r with { Burst = null })),
        new("Never_refills_the_bucket", "Bucket_gives_its_burst_and_then_refills_evenly",
            s => Queue(s, r => r with { Burst = Burst(r), Per = QueueLimits.MaxRatePer })) { FoundByModel = true },
        new("Refills_the_bucket_too_fast", "Bucket_gives_its_burst_and_then_refills_evenly",
            s => Queue(s, r => r with { Burst = Burst(r), Count = r.Count * 2 })) { FoundByModel = true },
        new("Counts_a_window_as_a_bucket", "Window_holds_for_every_span_of_its_length",
            s => Queue(s, r => r with { Kind = RateKind.TokenBucket })),
        new("Counts_a_sliding_window_as_a_fixed_one", "Window_holds_for_every_span_of_its_length",
            s => Counted(s, (_, at, now, per) => at / per == now / per)) { FoundByModel = true },
        new("Counts_the_end_of_a_window_in", "Window_holds_for_every_span_of_its_length",
            s => Queue(s, r => r with { Per = r.Per + TimeSpan.FromTicks(1) })),
        new("Counts_only_first_hand_outs", "Hand_outs_of_one_job_use_up_a_rate",
            s => Counted(s, (job, at, now, per) => job.Token.Attempt == 1 && at > now - per)),
        new("Applies_the_rate_of_a_key_to_the_queue", "Rate_of_a_key_counts_each_key_for_itself",
            s => LimitMutants.Limits(s, l => l with { Rate = l.PerKeyRate ?? l.Rate, PerKeyRate = null }))
        {
            FoundByModel = true,
        },
        new("Applies_the_rate_of_the_queue_to_each_key", "Bucket_gives_its_burst_and_then_refills_evenly",
            s => LimitMutants.Limits(s, l => l with { PerKeyRate = l.Rate ?? l.PerKeyRate, Rate = null })),
        new("Lets_a_used_up_key_hold_up_the_others", "Used_up_key_does_not_hold_up_the_others", StopsAtAUsedUpKey),
        new("Tells_nothing_of_when_a_rate_lets_one_go", "Claim_tells_when_the_rate_lets_the_next_go", TellsOnlyDueJobs)
        {
            FoundByModel = true,
        },
        new("Uses_up_a_rate_for_expired_jobs", "Expired_job_uses_up_nothing", CountsTheExpired),
        new("Measures_rates_by_the_wall_clock", "Step_of_the_wall_clock_changes_no_rate",
            s => Counted(s, (_, at, now, per) => at > now - per, wallClock: true)),
        new("Begins_a_rate_anew_with_any_change", "Change_of_other_limits_keeps_what_was_counted", s => new Mutation(s)
        {
            Setting = async (change, next) =>
            {
                if (change.Limits is not null) await next(change with { Limits = QueueLimits.None });
                await next(change);
            },
        }) { FoundByModel = true },
        new("Begins_rates_anew_at_a_restart", "Restart_keeps_what_was_counted", BeginsAnew),
    ];

    private static int Burst(RateLimit rate) => rate.Capacity;

    private static Mutation Queue(Subject s, Func<RateLimit, RateLimit?> change) => LimitMutants.Limits(
        s, l => l with { Rate = l.Rate is { } rate ? Legal(change(rate)) : null });

    private static RateLimit? Legal(RateLimit? rate) =>
        rate is { Kind: RateKind.SlidingWindow } ? rate with { Burst = null } : rate;

    /// <summary>Keeps windows of queues by a count of its own.</summary>
    private static Mutation Counted(
        Subject s, Func<ClaimedJob, long, long, long, bool> counts, bool wallClock = false)
    {
        var (rates, taken) = (new Dictionary<string, RateLimit>(), new List<(ClaimedJob Job, long At)>());
        return new Mutation(s)
        {
            SetQueue = change =>
            {
                if (change.Limits is not { } set) return change;
                rates.Remove(change.Queue);
                if (set.Rate is { } rate) rates[change.Queue] = rate;
                return change with { Limits = set with { Rate = null } };
            },
            Claim = async (request, next) =>
            {
                var now = wallClock ? s.Now.UtcTicks : s.Time.GetTimestamp();
                var answer = await LimitMutants.EachQueueAsync(
                    request, next,
                    queue => rates.TryGetValue(queue, out var rate)
                        ? rate.Count - taken.Count(
                            t => t.Job.Spec.Queue == queue && counts(t.Job, t.At, now, rate.Per.Ticks))
                        : int.MaxValue);
                taken.AddRange(answer.Jobs.Select(job => (job, now)));
                return answer;
            },
        };
    }

    private static Mutation StopsAtAUsedUpKey(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            foreach (var job in await s.JobsAsync())
                if (job.State == JobState.Ready && request.Queues.Contains(job.Spec.Queue)
                    && (await s.Parts.Query.ExplainAsync(job.Id, CancellationToken.None))?.Reason == WaitReason.KeyRate)
                    return ClaimAnswer.Nothing;
            return await next(request);
        },
    };

    private static Mutation TellsOnlyDueJobs(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var answer = await next(request);
            var jobs = (await s.JobsAsync()).Where(j => request.Queues.Contains(j.Spec.Queue)).ToList();
            return jobs.Exists(j => j.State == JobState.Ready)
                ? answer with
                {
                    NextDue = jobs.Where(j => j.State == JobState.Scheduled).Min(j => (DateTimeOffset?)j.RunAt),
                }
                : answer;
        },
    };

    private static Mutation CountsTheExpired(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            var late = (await s.JobsAsync()).Count(j => j.State == JobState.Ready && j.Spec.Deadline < s.Now);
            var limits = (await QueueMutants.InfoAsync(s, request.Queues[0]))?.Limits;
            var most = limits?.Rate is { } rate ? Math.Min(request.Max, rate.Capacity - late) : request.Max;
            return most <= 0 ? ClaimAnswer.Nothing : await next(request with { Max = most });
        },
    };

    private static Mutation BeginsAnew(Subject s)
    {
        var done = false;
        var opened = new Mutation(s)
        {
            Claim = async (request, next) =>
            {
                var stats = done ? null : await s.Parts.Query.GetStatsAsync(CancellationToken.None);
                foreach (var queue in stats?.Queues ?? [])
                    foreach (var limits in new[] { QueueLimits.None, queue.Limits })
                        await s.Store.SetQueueAsync(
                            new QueueChange(queue.Name, Limits: limits), CancellationToken.None);
                done = true;
                return await next(request);
            },
        };
        return opened;
    }
}
