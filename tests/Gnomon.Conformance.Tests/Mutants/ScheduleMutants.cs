using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how schedules are kept and fired.</summary>
internal static class ScheduleMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Does_not_move_the_mark_with_an_edit", "Changed_schedule_gets_a_new_revision_and_mark", KeepsTheFirstMark)
        {
            FoundByModel = true,
        },
        new("Does_not_move_the_mark_with_a_firing", "Fired_tick_makes_one_job_and_moves_the_mark",
            s => Fires(s, r => r with { NewMark = r.ExpectedMark })) { FoundByModel = true },
        new("Fires_a_tick_twice", "Same_request_twice_applies_once", FiresTwice) { FoundByModel = true },
        new("Does_not_compare_the_mark", "Fire_with_an_old_mark_is_refused",
            s => Compared(s, (r, stored) => r with { ExpectedMark = stored.Mark })) { FoundByModel = true },
        new("Does_not_compare_the_revision", "Fire_with_an_old_revision_is_refused",
            s => Compared(s, (r, stored) => r with { ExpectedRevision = stored.Revision })) { FoundByModel = true },
        new("Makes_firings_of_one_call_depend_on_each_other", "Each_request_is_its_own_commit", FiresAllOrNone)
        {
            FoundByModel = true,
        },
        new("Moves_the_mark_without_the_job", "Fired_tick_makes_one_job_and_moves_the_mark",
            s => Fires(s, r => r with { Jobs = [] })) { FoundByModel = true },
        new("Drops_the_reason_of_a_skip", "Skipped_tick_is_recorded_with_its_reason",
            s => Fires(s, r => r with { Ticks = [.. r.Ticks.Select(t => t with { Reason = null })] }))
        {
            FoundByModel = true,
        },
        new("Records_no_skips", "Skipped_tick_is_recorded_with_its_reason",
            s => Fires(s, r => r with { Ticks = [.. r.Ticks.Where(t => t.Outcome == TickOutcome.Ran)] }))
        {
            FoundByModel = true,
        },
        new("Counts_no_runs", "Schedule_ends_after_its_last_run",
            s => Fires(s, r => r with { Ticks = [.. r.Ticks.Select(t => t with { Outcome = TickOutcome.Skipped })] }))
        {
            FoundByModel = true,
        },
        new("Forgets_jitter", "Jittered_tick_is_due_at_its_own_instant_and_not_before",
            s => Puts(s, p => p with { Schedule = p.Schedule with { Jitter = TimeSpan.Zero } })) { FoundByModel = true },
        new("Forgets_the_bound_of_runs", "Schedule_ends_after_its_last_run",
            s => Puts(s, p => p with { Schedule = p.Schedule with { MaxRuns = null } })) { FoundByModel = true },
        new("Forgets_that_a_schedule_is_paused", "Paused_schedule_has_no_next_tick",
            s => Puts(s, p => p with { Schedule = p.Schedule with { Paused = false } })) { FoundByModel = true },
        new("Does_not_compare_the_expected_revision", "Revision_zero_expects_no_schedule",
            s => Puts(s, p => p with { ExpectedRevision = null })) { FoundByModel = true },
        new("Stores_a_part_of_a_refused_change", "Unexpected_revision_refuses_the_whole_change", StoresAPart)
        {
            FoundByModel = true,
        },
        new("Does_not_remove_schedules", "Removed_schedule_is_forgotten_with_its_ticks",
            s => new Mutation(s) { PutSchedules = (changes, next) => next(changes with { Removes = [] }) })
        {
            FoundByModel = true,
        },
        new("Answers_due_schedules_by_their_ids", "Due_schedules_come_most_overdue_first",
            s => new Mutation(s) { Due = d => d with { Items = [.. d.Items.OrderBy(i => i.Schedule.Id)] } })
        {
            FoundByModel = true,
        },
        new("Tells_nothing_of_the_next_due_schedule", "Due_schedules_come_most_overdue_first",
            s => new Mutation(s) { Due = d => d with { NextDue = null } }) { FoundByModel = true },
        new("Lists_the_oldest_ticks_first", "Ticks_are_listed_newest_first_in_pages",
            s => new Mutation(s) { Ticks = page => page with { Items = [.. page.Items.Reverse()] } })
        {
            FoundByModel = true,
        },
        new("Tells_that_a_tick_ran_whose_key_was_taken",
            "Tick_whose_key_is_taken_is_a_skip_that_names_the_key_and_its_holder",
            TellsThatAllRan) { FoundByModel = true },
        new("Counts_live_jobs_up_only", "Live_jobs_counts_jobs_that_have_not_ended", CountsUpOnly) { FoundByModel = true },
    ];

    internal static Mutation Fires(Subject s, Func<FireRequest, FireRequest> change) =>
        new(s) { Fire = (requests, next) => next([.. requests.Select(change)]) };

    internal static Mutation Puts(Subject s, Func<SchedulePut, SchedulePut> change) => new(s)
    {
        PutSchedules = (changes, next) => next(changes with { Puts = [.. changes.Puts.Select(change)] }),
    };

    private static Mutation TellsThatAllRan(Subject s) => new(s)
    {
        Ticks = page => page with
        {
            Items = [.. page.Items.Select(t => t with { Outcome = TickOutcome.Ran, Reason = null })],
        },
    };

    private static Mutation KeepsTheFirstMark(Subject s)
    {
        var first = new Dictionary<string, DateTimeOffset>();
        return new Mutation(s)
        {
            ReadingSchedule = stored =>
            {
                first.TryAdd(stored.Schedule.Id, stored.Mark);
                return stored with { Mark = first[stored.Schedule.Id] };
            },
        };
    }

    internal static Mutation Compared(Subject s, Func<FireRequest, StoredSchedule, FireRequest> change) => new(s)
    {
        Fire = async (requests, next) =>
        {
            var answers = new List<FireAnswer>();
            foreach (var request in requests)
            {
                var stored = await s.Parts.Query.GetScheduleAsync(request.Schedule, CancellationToken.None);
                answers.AddRange(await next([stored is null ? request : change(request, stored)]));
            }

            return answers;
        },
    };

    private static Mutation FiresTwice(Subject s)
    {
        var fired = new HashSet<(string Schedule, DateTimeOffset Mark)>();
        return Compared(s, (request, stored) => fired.Add((request.Schedule, request.ExpectedMark))
            ? request
            : request with
            {
                ExpectedMark = stored.Mark,
                Jobs = [.. request.Jobs.Select(j => j with { Id = JobId.New(s.Time) })],
            });
    }

    private static Mutation FiresAllOrNone(Subject s) => new(s)
    {
        Fire = async (requests, next) =>
        {
            foreach (var request in requests)
            {
                var stored = await s.Parts.Query.GetScheduleAsync(request.Schedule, CancellationToken.None);
                if (stored?.Mark != request.ExpectedMark) return [.. requests.Select(_ => FireAnswer.Refused)];
            }

            return await next(requests);
        },
    };

    private static Mutation StoresAPart(Subject s) => new(s)
    {
        PutSchedules = async (changes, next) =>
        {
            foreach (var put in changes.Puts.Where(p => p.ExpectedRevision is null))
                await next(new ScheduleChanges([put], []));
            return await next(changes);
        },
    };

    private static Mutation CountsUpOnly(Subject s)
    {
        var most = new Dictionary<string, int>();
        return new Mutation(s)
        {
            ReadingSchedule = stored =>
            {
                var id = stored.Schedule.Id;
                most[id] = Math.Max(stored.LiveJobs, most.GetValueOrDefault(id));
                return stored with { LiveJobs = most[id] };
            },
        };
    }
}
