using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in what is said of a job that does not run.</summary>
internal static class ExplainMutants
{
    public static IEnumerable<Mutant> All =>
    [
        Says("Calls_a_job_of_a_paused_queue_ready", "Paused_queue_is_the_reason",
            WaitReason.QueuePaused, WaitReason.Ready),
        Says("Calls_a_job_of_a_full_queue_ready", "Full_queue_is_the_reason",
            WaitReason.Concurrency, WaitReason.Ready),
        Says("Blames_the_queue_for_a_full_key", "Full_key_is_the_reason",
            WaitReason.KeyConcurrency, WaitReason.Concurrency),
        Says("Blames_a_slot_for_the_rate", "Rate_is_the_reason_until_it_lets_one_go",
            WaitReason.Rate, WaitReason.Concurrency),
        Says("Blames_the_queue_for_the_rate_of_a_key", "Rate_of_the_key_is_the_reason",
            WaitReason.KeyRate, WaitReason.Rate),
        Says("Knows_no_strict_order", "Strict_order_names_the_job_that_has_to_end",
            WaitReason.StrictOrder, WaitReason.Ready),
        Says("Calls_a_retry_undue", "Retry_and_put_off_are_told_apart", WaitReason.RetryWait, WaitReason.NotDue),
        Says("Calls_a_snooze_a_retry", "Retry_and_put_off_are_told_apart", WaitReason.Snoozed, WaitReason.RetryWait),
        Says("Calls_a_job_ready_that_is_not_due", "Job_that_waits_for_its_time_says_until_when",
            WaitReason.NotDue, WaitReason.Ready),
        new("Says_not_until_when_a_job_waits", "Job_that_waits_for_its_time_says_until_when",
            s => Change(s, x => x with { Until = null })),
        new("Says_that_a_rate_is_over_now", "Rate_is_the_reason_until_it_lets_one_go",
            s => Change(s, x => x.Reason == WaitReason.Rate ? x with { Until = s.Now } : x)),
        new("Names_a_job_as_the_one_it_waits_for", "Strict_order_names_the_job_that_has_to_end",
            s => Change(s, x => x.Behind is null ? x : x with { Behind = x.Job.Id })),
        new("Counts_no_jobs_ahead", "Ready_job_knows_how_many_go_before_it",
            s => Change(s, x => x.Ahead is null ? x : x with { Ahead = 0 })),
        new("Tells_not_how_many_run", "Full_queue_is_the_reason", s => Change(s, x => x with { Running = x.Limit })),
    ];

    private static Mutant Says(string name, string caughtBy, WaitReason right, WaitReason wrong) =>
        new(name, caughtBy, s => Change(s, x => x.Reason == right ? x with { Reason = wrong } : x))
        {
            FoundByModel = right is WaitReason.QueuePaused or WaitReason.Concurrency or WaitReason.StrictOrder,
        };

    private static Mutation Change(Subject s, Func<JobStanding, JobStanding> change) => new(s) { Explain = change };
}
