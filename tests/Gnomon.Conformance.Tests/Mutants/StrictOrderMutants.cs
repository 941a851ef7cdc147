using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how jobs of a key keep their order.</summary>
internal static class StrictOrderMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Ignores_strict_order", "Jobs_of_a_key_run_one_at_a_time_in_the_order_of_acceptance",
            s => LimitMutants.Limits(s, l => l with { StrictOrder = false })) { FoundByModel = true },
        new("Lets_priority_pass_strict_order", "Acceptance_counts_more_than_priority",
            s => LimitMutants.Limits(s, OneAtATime)),
        new("Gives_up_the_place_of_a_job_that_waits_for_a_retry", "Job_that_waits_for_a_retry_holds_its_place",
            s => AfterSettling(s, SettlementKind.Retry)) { FoundByModel = true },
        new("Gives_up_the_place_of_a_job_that_is_put_off", "Job_that_is_put_off_holds_its_place",
            s => AfterSettling(s, SettlementKind.Snoozed)),
        new("Sends_a_job_that_is_handed_back_behind_its_key", "Job_that_is_handed_back_goes_first_again",
            s => AfterSettling(s, SettlementKind.Released)),
        new("Sends_a_lost_job_behind_its_key", "Lost_job_goes_first_again", AfterALoss),
        new("Passes_over_a_job_that_is_not_due", "Job_that_is_not_due_holds_its_place", PassesOverTheUndue)
        {
            FoundByModel = true,
        },
        new("Keeps_strict_order_in_the_queue_and_not_in_the_key", "Keys_do_not_wait_for_each_other",
            s => LimitMutants.Limits(
                s, l => l with { Concurrency = l.StrictOrder ? 1 : l.Concurrency })),
        new("Forgets_strict_order_at_a_restart", "Order_survives_a_restart",
            s => LimitMutants.AfterOpening(s, l => OneAtATime(l))),
    ];

    private static QueueLimits OneAtATime(QueueLimits limits) => limits.StrictOrder
        ? limits with { StrictOrder = false, PerKeyConcurrency = 1 }
        : limits;

    private static async ValueTask GiveUpAsync(Subject s, string queue)
    {
        var limits = (await QueueMutants.InfoAsync(s, queue))!.Limits;
        await s.Store.SetQueueAsync(new QueueChange(queue, Limits: OneAtATime(limits)), CancellationToken.None);
    }

    private static Mutation AfterSettling(Subject s, SettlementKind kind) => new(s)
    {
        Settle = async (reports, next) =>
        {
            var outcomes = await next(reports);
            for (var i = 0; i < outcomes.Count; i++)
                if (outcomes[i].Applied && reports[i].Kind == kind
                    && await s.JobAsync(reports[i].Token.Job) is { } job)
                    await GiveUpAsync(s, job.Spec.Queue);
            return outcomes;
        },
    };

    private static Mutation AfterALoss(Subject s) => new(s)
    {
        Sweep = async (max, next) =>
        {
            var running = (await s.JobsAsync()).Where(j => j.State == JobState.Running).ToList();
            var answer = await next(max);
            foreach (var job in running)
                if (await s.JobAsync(job.Id) is { State: JobState.Ready }) await GiveUpAsync(s, job.Spec.Queue);
            return answer;
        },
    };

    private static Mutation PassesOverTheUndue(Subject s) => new(s)
    {
        Claim = async (request, next) =>
        {
            foreach (var job in await s.JobsAsync())
                if (job.State == JobState.Scheduled && job.RunAt > s.Now && request.Queues.Contains(job.Spec.Queue))
                    await GiveUpAsync(s, job.Spec.Queue);
            return await next(request);
        },
    };
}
