using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in where unique keys are unique, and how long.</summary>
internal static class UniqueMutants
{
    private static int _openings;

    public static IEnumerable<Mutant> All =>
    [
        new("Takes_equal_jobs_for_one", "Equal_jobs_without_a_key_are_different_jobs",
            s => Specs(s, x => x with { Key = x.Key ?? x.Handler })),
        new("Looks_for_keys_in_the_queue_only", "Key_of_global_scope_is_taken_everywhere",
            s => Rules(s, r => r with { Scope = KeyScope.Queue })) { FoundByModel = true },
        new("Looks_for_keys_everywhere", "Key_of_queue_scope_is_taken_in_its_queue_only",
            s => Rules(s, r => r with { Scope = KeyScope.Global })),
        new("Takes_the_scope_of_a_handler_for_that_of_a_queue",
            "Key_of_handler_scope_is_taken_for_its_handler_in_every_queue",
            s => Rules(s, r => r.Scope == KeyScope.Handler ? r with { Scope = KeyScope.Queue } : r)),
        new("Gives_a_key_back_with_the_end_always", "Key_held_until_the_removal_is_taken_after_the_end",
            s => Rules(s, r => r with { Hold = KeyHold.UntilEnded })),
        new("Keeps_a_key_after_the_start_always", "Key_held_until_the_start_is_free_once_the_job_is_handed_out",
            s => Rules(s, r => r.Hold == KeyHold.UntilStarted ? r with { Hold = KeyHold.UntilEnded } : r))
        {
            FoundByModel = true,
        },
        new("Ignores_the_period", "Key_is_held_for_its_period_at_most", s => Rules(s, r => r with { Period = null }))
        {
            FoundByModel = true,
        },
        new("Counts_the_period_from_the_last_duplicate", "Key_is_held_for_its_period_at_most", RefreshesThePeriod),
        new("Gives_a_key_back_with_the_lease", "Key_held_until_the_end_outlives_a_lost_lease", LosesKeysWithLeases),
        new("Revives_a_job_whose_key_is_taken",
            "Revival_is_refused_while_another_job_holds_the_key_in_the_jobs_own_scope",
            s => new Mutation(s)
            {
                Control = async (request, next) =>
                {
                    var answer = await next(request);
                    return request.Action != ControlAction.Retry ? answer : answer with
                    {
                        Results = [.. answer.Results.Select(r => r.State is JobState.Cancelled or JobState.Dead
                            ? r with { Outcome = ControlOutcome.Done } : r)],
                    };
                },
            }),
        new("Forgets_keys_at_a_restart", "Keys_are_held_and_free_after_a_restart_as_before", ForgetsKeys),
    ];

    internal static Mutation Specs(Subject s, Func<JobSpec, JobSpec> change) => new(s)
    {
        Enqueue = (drafts, next) => next([.. drafts.Select(d => d with { Spec = change(d.Spec) })]),
    };

    internal static Mutation Rules(Subject s, Func<UniqueRule, UniqueRule> change) =>
        Specs(s, x => x with { Unique = change(x.Unique) });

    private static Mutation RefreshesThePeriod(Subject s)
    {
        var last = new Dictionary<string, (JobId Holder, DateTimeOffset At)>();
        return new Mutation(s)
        {
            Enqueue = async (drafts, next) =>
            {
                var results = new List<EnqueueResult>();
                foreach (var draft in drafts)
                {
                    var (key, period) = (draft.Spec.Key, draft.Spec.Unique.Period);
                    var held = key is not null && last.TryGetValue(key, out var former) && former.At + period > s.Now;
                    results.Add(held
                        ? new EnqueueResult(last[key!].Holder, EnqueueOutcome.SameKey)
                        : (await next([draft]))[0]);
                    if (key is not null && period is not null) last[key] = (results[^1].Job, s.Now);
                }

                return results;
            },
        };
    }

    private static Mutation LosesKeysWithLeases(Subject s)
    {
        var losses = 0;
        return new Mutation(s)
        {
            Sweep = async (max, next) =>
            {
                var answer = await next(max);
                losses += answer.Recovered;
                return answer;
            },
            Enqueue = (drafts, next) => next(
            [
                .. drafts.Select(d => d.Spec.Key is null || losses == 0
                    ? d
                    : d with { Spec = d.Spec with { Key = $"{d.Spec.Key} {losses}" } }),
            ]),
        };
    }

    /// <summary>Gives keys another name after each opening.</summary>
    private static Mutation ForgetsKeys(Subject s)
    {
        var opening = Interlocked.Increment(ref _openings);
        return Specs(s, x => x.Key is null ? x : x with { Key = $"{x.Key} {opening}" });
    }
}
