using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Engines that look first and act later, with others in between. The callers of a race meet between the two,
/// so that they lose it each time.</summary>
internal static class RaceMutants
{
    /// <summary>As many as call at once in the cases about races.</summary>
    private const int Callers = 8;

    public static IEnumerable<Mutant> All =>
    [
        new("Counts_slots_and_takes_them_in_two_steps", "Claims_that_race_share_the_slots_of_a_queue",
            s => ClaimsInTwoSteps(s, l => l with { Concurrency = null })),
        new("Counts_tokens_and_takes_them_in_two_steps", "Claims_that_race_share_the_tokens_of_a_rate",
            s => ClaimsInTwoSteps(s, l => l with { Rate = null })),
        new("Looks_whose_turn_it_is_and_starts_it_in_two_steps", "Claims_that_race_keep_strict_order",
            s => ClaimsInTwoSteps(s, l => l with { StrictOrder = false })),
        new("Looks_for_free_slots_of_a_key_and_takes_them_in_two_steps",
            "Claims_that_race_share_the_slots_of_each_key",
            s => ClaimsInTwoSteps(s, l => l with { PerKeyConcurrency = null })),
        new("Looks_for_an_id_and_stores_it_in_two_steps", "Enqueues_that_race_with_one_id_make_one_job", StoresInTwoSteps),
        new("Confirms_a_settlement_that_came_too_late", "Settlement_and_recovery_that_race_have_one_winner",
            ConfirmsLateReports),
        new("Compares_a_revision_and_stores_in_two_steps",
            "Changes_that_race_with_one_expected_revision_have_one_winner", ChangesInTwoSteps),
    ];

    /// <summary>Asks a limited engine how many it would get, and takes as many of an unlimited one.</summary>
    private static Mutation ClaimsInTwoSteps(Subject s, Func<QueueLimits, QueueLimits> withoutOne)
    {
        var (meeting, limits) = (new Meeting(), QueueLimits.None);
        return new Mutation(s)
        {
            SetQueue = change =>
            {
                limits = change.Limits ?? limits;
                return change with { Limits = withoutOne(limits) };
            },
            Claim = async (request, next) =>
            {
                var running = (await s.JobsAsync()).Count(j => j.State == JobState.Running);
                await meeting.ComeAsync();
                var room = limits.Rate?.Capacity ?? limits.Concurrency - running ?? 1;
                return room <= 0 ? ClaimAnswer.Nothing : await next(request with { Max = room });
            },
        };
    }

    private static Mutation StoresInTwoSteps(Subject s)
    {
        var meeting = new Meeting();
        return new Mutation(s)
        {
            Enqueue = async (drafts, next) =>
            {
                var known = await s.JobAsync(drafts[0].Id) is not null;
                await meeting.ComeAsync();
                var results = await next(drafts);
                return known ? results : [results[0] with { Outcome = EnqueueOutcome.Created }];
            },
        };
    }

    private static Mutation ChangesInTwoSteps(Subject s)
    {
        var meeting = new Meeting();
        return new Mutation(s)
        {
            PutSchedules = async (changes, next) =>
            {
                var put = changes.Puts[0];
                var stored = await s.Parts.Query.GetScheduleAsync(put.Schedule.Id, CancellationToken.None);
                await meeting.ComeAsync();
                return put.ExpectedRevision is { } expected && expected != (stored?.Revision ?? 0)
                    ? new ScheduleChangeAnswer(put.Schedule.Id, [], 0)
                    : await next(changes with { Puts = [put with { ExpectedRevision = null }] });
            },
        };
    }

    private static Mutation ConfirmsLateReports(Subject s) => new(s)
    {
        Settle = async (reports, next) =>
        {
            await s.Store.SweepAsync(1000, CancellationToken.None);
            return [.. (await next(reports)).Select(_ => new SettleOutcome(true, JobState.Succeeded))];
        },
    };

    /// <summary>Lets callers go on when all have come.</summary>
    private sealed class Meeting
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource _all = New();
        private int _came;

        public Task ComeAsync()
        {
            lock (_gate)
            {
                var all = _all;
                if (++_came < Callers) return all.Task;
                (_all, _came) = (New(), 0);
                all.SetResult();
                return all.Task;
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
