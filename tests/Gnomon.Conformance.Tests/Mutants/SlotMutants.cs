using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Slots that are taken and given back by themselves, apart from the jobs that have them, and go astray.
/// </summary>
internal static class SlotMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Leaks_the_slot_of_a_job_that_succeeded", "Limited_queue_hands_out_no_more_than_it_may",
            s => Leaks(s, SettlementKind.Succeeded)) { FoundByModel = true },
        new("Leaks_the_slot_of_a_job_that_waits_for_a_retry", "Every_way_to_end_an_attempt_frees_its_slot",
            s => Leaks(s, SettlementKind.Retry)),
        new("Leaks_the_slot_of_a_job_that_is_put_off", "Every_way_to_end_an_attempt_frees_its_slot",
            s => Leaks(s, SettlementKind.Snoozed)),
        new("Leaks_the_slot_of_a_dead_job", "Every_way_to_end_an_attempt_frees_its_slot",
            s => Leaks(s, SettlementKind.Dead)),
        new("Leaks_the_slot_of_a_job_that_is_handed_back", "Every_way_to_end_an_attempt_frees_its_slot",
            s => Leaks(s, SettlementKind.Released)) { FoundByModel = true },
        new("Leaks_the_slot_of_a_parked_job", "Every_way_to_end_an_attempt_frees_its_slot",
            s => Leaks(s, SettlementKind.Parked)),
        new("Leaks_the_slot_of_a_cancelled_job", "Cancelled_running_job_frees_its_slot_when_it_ends",
            s => Leaks(s, SettlementKind.Cancelled)) { FoundByModel = true },
        new("Leaks_the_slot_of_a_lost_lease", "Lost_lease_frees_its_slot_when_it_is_recovered", LeaksWithTheLease)
        {
            FoundByModel = true,
        },
        new("Leaks_the_slot_of_a_key", "Limit_by_key_counts_each_key_for_itself", LeaksOfTheKey),
        new("Takes_a_slot_for_a_job_that_expired", "Job_that_passes_its_deadline_takes_no_slot", TakesForTheExpired),
        new("Frees_a_slot_for_a_stale_settlement", "Stale_settlement_frees_no_slot", s => Frees(s, o => !o.Applied))
        {
            FoundByModel = true,
        },
        new("Frees_two_slots_for_one_settlement", "Both_limits_hold_together_while_jobs_end",
            s => Frees(s, o => o.Applied)),
        new("Frees_a_slot_when_a_cancel_is_asked_for", "Cancelled_running_job_frees_its_slot_when_it_ends",
            FreesWithTheRequest),
    ];

    private static Mutation Leaks(Subject s, SettlementKind kind)
    {
        var slots = new Slots(s);
        return slots.Mutate(settled: async (report, outcome) =>
        {
            if (report.Kind == kind && outcome.Applied) slots.Shift(await QueueOfAsync(s, report), 1);
        });
    }

    private static Mutation Frees(Subject s, Predicate<SettleOutcome> concerns)
    {
        var slots = new Slots(s);
        return slots.Mutate(settled: async (report, outcome) =>
        {
            if (concerns(outcome)) slots.Shift(await QueueOfAsync(s, report), -1);
        });
    }

    private static async ValueTask<string> QueueOfAsync(Subject s, Settlement report) =>
        (await s.JobAsync(report.Token.Job))?.Spec.Queue ?? JobLimits.DefaultQueue;

    private static Mutation LeaksWithTheLease(Subject s)
    {
        var slots = new Slots(s);
        return slots.Mutate(swept: before =>
        {
            foreach (var job in before) slots.Shift(job.Spec.Queue, 1);
        });
    }

    private static Mutation FreesWithTheRequest(Subject s)
    {
        var slots = new Slots(s);
        return slots.Mutate(asked: job => slots.Shift(job.Spec.Queue, -1));
    }

    private static Mutation TakesForTheExpired(Subject s)
    {
        var slots = new Slots(s);
        var seen = new HashSet<JobId>();
        return slots.Mutate(claiming: jobs =>
        {
            foreach (var job in jobs)
                if (!job.State.IsTerminal() && job.State != JobState.Running && job.Spec.Deadline < s.Now
                    && seen.Add(job.Id))
                    slots.Shift(job.Spec.Queue, 1);
        });
    }

    private static Mutation LeaksOfTheKey(Subject s) => new(s)
    {
        Settle = async (reports, next) =>
        {
            var outcomes = await next(reports);
            for (var i = 0; i < outcomes.Count; i++)
            {
                if (!outcomes[i].Applied || await s.JobAsync(reports[i].Token.Job) is not { Spec.LimitKey: { } } job)
                    continue;
                var limits = (await QueueMutants.InfoAsync(s, job.Spec.Queue))!.Limits;
                if (limits.PerKeyConcurrency is > 1 and { } most)
                    await s.Store.SetQueueAsync(
                        new QueueChange(job.Spec.Queue, Limits: limits with { PerKeyConcurrency = most - 1 }),
                        CancellationToken.None);
            }

            return outcomes;
        },
    };

    /// <summary>An engine that counts the slots of its queues by itself, right at first.</summary>
    private sealed class Slots(Subject s)
    {
        private readonly Dictionary<string, int> _limits = [];
        private readonly Dictionary<string, int> _astray = [];

        /// <summary>So many more slots count as taken than there are jobs that run.</summary>
        public void Shift(string queue, int slots) => _astray[queue] = _astray.GetValueOrDefault(queue) + slots;

        public Mutation Mutate(
            Func<Settlement, SettleOutcome, ValueTask>? settled = null, Action<IReadOnlyList<Job>>? swept = null,
            Action<Job>? asked = null, Action<IReadOnlyList<Job>>? claiming = null) => new(s)
        {
            SetQueue = change =>
            {
                if (change.Limits is not { } set) return change;
                _limits[change.Queue] = set.Concurrency ?? int.MaxValue;
                if (set.Concurrency is null) _astray.Remove(change.Queue);
                return change with { Limits = set with { Concurrency = null } };
            },
            Stats = stats => stats with { Queues = [.. stats.Queues.Select(WithLimit)] },
            Claim = async (request, next) =>
            {
                var jobs = await s.JobsAsync();
                claiming?.Invoke(jobs);
                return await LimitMutants.EachQueueAsync(request, next, queue => RoomOf(queue, jobs));
            },
            Settle = async (reports, next) =>
            {
                var outcomes = await next(reports);
                for (var i = 0; i < outcomes.Count && settled is not null; i++) await settled(reports[i], outcomes[i]);
                return outcomes;
            },
            Sweep = async (max, next) =>
            {
                var running = (await s.JobsAsync()).Where(j => j.State == JobState.Running).ToList();
                var answer = await next(max);
                var still = (await s.JobsAsync()).Where(j => j.State == JobState.Running).Select(j => j.Id).ToHashSet();
                swept?.Invoke([.. running.Where(j => !still.Contains(j.Id))]);
                return answer;
            },
            Control = async (request, next) =>
            {
                var answer = await next(request);
                foreach (var result in answer.Results.Where(r => r.Outcome == ControlOutcome.Requested))
                    asked?.Invoke((await s.JobAsync(result.Job))!);
                return answer;
            },
        };

        private QueueInfo WithLimit(QueueInfo queue) =>
            _limits.GetValueOrDefault(queue.Name, int.MaxValue) is var most and not int.MaxValue
                ? queue with { Limits = queue.Limits with { Concurrency = most } }
                : queue;

        private int RoomOf(string queue, IReadOnlyList<Job> jobs) => _limits.TryGetValue(queue, out var most)
            && most != int.MaxValue
                ? most - _astray.GetValueOrDefault(queue)
                    - jobs.Count(j => j.State == JobState.Running && j.Spec.Queue == queue)
                : int.MaxValue;
    }
}
