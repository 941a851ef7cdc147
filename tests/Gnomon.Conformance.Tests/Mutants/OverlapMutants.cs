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
            s => Fires(s, r => r with { Overlap = OverlapPolicy.Allow })),
        new("Skips_what_is_to_be_buffered", "Buffered_ticks_run_one_after_another_in_their_order",
            s => Fires(s, r => r with { Overlap = OverlapPolicy.Skip })),
        new("Ends_runs_without_waiting_for_them", "Tick_cancels_the_run_before_it_and_waits_for_its_end",
            s => Fires(s, r => r with { Overlap = OverlapPolicy.TerminateRunning })),
        new("Takes_runs_by_hand_for_ticks", "Run_by_hand_is_no_tick_and_leaves_the_mark",
            s => Fires(s, r => r with { Kind = FireKind.Due })),
        new("Backfills_what_ran", "Backfilled_tick_that_ran_does_not_run_again", BackfillsAnew),
        new("Never_pauses_after_failures", "Schedule_is_paused_in_the_commit_of_the_last_failure",
            s => Puts(s, p => p with { Schedule = p.Schedule with { PauseAfterFailures = null } })),
        new("Forgets_the_counts", "Counts_tell_what_became_of_ticks_and_jobs",
            s => new Mutation(s) { ReadingSchedule = stored => stored with { Counts = default } }),
    ];

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
