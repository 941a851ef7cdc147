using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using static Gnomon.Conformance.Tests.Mutants.ScheduleMutants;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in what ticks do beside other jobs of their schedule, and in what is remembered of it.</summary>
internal static class OverlapMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Lets_ticks_overlap", "Tick_that_must_not_overlap_is_skipped_with_its_reason",
            s => Fires(s, r => r with { Overlap = OverlapPolicy.Allow })) { FoundByModel = true },
        new("Skips_what_is_to_be_buffered", "Buffered_ticks_run_one_after_another_in_their_order",
            s => Fires(s, r => r with { Overlap = OverlapPolicy.Skip })) { FoundByModel = true },
        new("Ends_runs_without_waiting_for_them", "Tick_cancels_the_run_before_it_and_waits_for_its_end",
            s => Fires(s, r => r with { Overlap = OverlapPolicy.TerminateRunning })) { FoundByModel = true },
        new("Buffers_any_number_for_one", "One_tick_is_buffered_and_further_ones_are_skipped",
            s => Swaps(s, OverlapPolicy.BufferOne, OverlapPolicy.BufferAll)) { FoundByModel = true },
        new("Buffers_what_is_to_be_skipped", "Tick_that_must_not_overlap_is_skipped_with_its_reason",
            s => Swaps(s, OverlapPolicy.Skip, OverlapPolicy.BufferAll)) { FoundByModel = true },
        new("Waits_for_runs_that_it_is_to_end", "Tick_terminates_the_run_before_it_and_is_ready_at_once",
            s => Swaps(s, OverlapPolicy.TerminateRunning, OverlapPolicy.CancelRunning)) { FoundByModel = true },
        new("Ignores_the_overlap_of_a_request", "Request_can_ask_for_another_overlap",
            s => Fires(s, r => r with { Overlap = null })) { FoundByModel = true },
        new("Moves_the_mark_with_a_backfill", "Backfilled_ticks_are_recorded_and_leave_the_mark_and_the_runs",
            s => Fires(s, r => r.Kind == FireKind.Backfill && r.Ticks.Count > 0
                ? r with { Kind = FireKind.Due, NewMark = r.Ticks[^1].At }
                : r)) { FoundByModel = true },
        new("Counts_no_buffered_jobs", "Buffered_tick_is_a_blocked_job_that_nobody_can_claim",
            s => new Mutation(s) { ReadingSchedule = stored => stored with { BufferedJobs = 0 } }) { FoundByModel = true },
        new("Takes_runs_by_hand_for_ticks", "Run_by_hand_is_no_tick_and_leaves_the_mark",
            s => Fires(s, r => r with { Kind = FireKind.Due })),
        new("Backfills_what_ran", "Backfilled_tick_that_ran_does_not_run_again", BackfillsAnew),
        new("Never_pauses_after_failures", "Schedule_is_paused_in_the_commit_of_the_last_failure",
            s => Puts(s, p => p with { Schedule = p.Schedule with { PauseAfterFailures = null } })) { FoundByModel = true },
        new("Forgets_the_counts", "Counts_tell_what_became_of_ticks_and_jobs",
            s => new Mutation(s) { ReadingSchedule = stored => stored with { Counts = default } })
        {
            FoundByModel = true,
        },
    ];

    private static Mutation Swaps(Subject s, OverlapPolicy asked, OverlapPolicy done) => Compared(
        s, (request, stored) => (request.Overlap ?? stored.Schedule.Overlap) == asked ? request with { Overlap = done } : request);

    private static Mutation BackfillsAnew(Subject s) => Fires(s, request =>
    {
        if (request.Kind != FireKind.Backfill) return request;
        var ids = request.Jobs.ToDictionary(job => job.Id, _ => JobId.New(s.Time));
        return request with
        {
            Jobs = [.. request.Jobs.Select(job => job with { Id = ids[job.Id] })],
            Ticks = [.. request.Ticks.Select(tick => tick with { Job = ids[tick.Job!.Value] })],
        };
    });
}
