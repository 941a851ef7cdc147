using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how the children of attempts come in.</summary>
internal static class ParentMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Forgets_the_parent", "Child_records_its_parent", s => Drafts(s, d => d with { Parent = null })),
        new("Accepts_the_child_of_a_stale_attempt", "Child_of_a_stale_attempt_is_refused_with_its_call", s => Accepts(
            s, j => j.State == JobState.Running)) { FoundByModel = true },
        new("Accepts_the_child_of_an_ended_attempt", "Child_of_an_attempt_that_ended_is_refused", s => Accepts(
            s, j => j.State != JobState.Running)),
        new("Accepts_ten_thousand_children_of_stale_attempts",
            "Ten_thousand_attempts_past_their_lease_leave_no_trace_when_they_go_on",
            s => Accepts(s, _ => true)),
        new("Stores_the_rest_of_a_call_with_a_stale_child", "Child_of_a_stale_attempt_is_refused_with_its_call",
            StoresTheRest) { FoundByModel = true },
        new("Refuses_the_child_of_a_late_attempt",
            "Child_of_a_late_attempt_is_accepted_until_it_is_recovered", RefusesTheLate),
        new("Lets_a_known_id_excuse_a_stale_attempt", "Known_id_does_not_excuse_a_stale_attempt", ExcusesKnownIds),
    ];

    private static Mutation Drafts(Subject s, Func<JobDraft, JobDraft> change) =>
        new(s) { Enqueue = (drafts, next) => next([.. drafts.Select(change)]) };

    private static JobDraft WithoutToken(JobDraft draft) =>
        draft with { Parent = null, Spec = draft.Spec with { Parent = draft.Parent!.Value.Job } };

    /// <summary>Looks at nothing but the job of a token.</summary>
    private static Mutation Accepts(Subject s, Predicate<Job> isAccepted) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            var changed = new List<JobDraft>();
            foreach (var draft in drafts)
                changed.Add(
                    draft.Parent is { } parent && await s.JobAsync(parent.Job) is { } job && isAccepted(job)
                        ? WithoutToken(draft)
                        : draft);
            return await next(changed);
        },
    };

    private static Mutation StoresTheRest(Subject s) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            var results = (await next(drafts)).ToList();
            if (results.TrueForAll(r => r.Outcome != EnqueueOutcome.StaleAttempt)) return results;
            for (var i = 0; i < results.Count; i++)
                if (results[i].Outcome == EnqueueOutcome.Withheld) results[i] = (await next([drafts[i]]))[0];
            return results;
        },
    };

    private static Mutation RefusesTheLate(Subject s) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            if (drafts.Any(d => d.Parent is not null)) await s.Store.SweepAsync(1000, CancellationToken.None);
            return await next(drafts);
        },
    };

    private static Mutation ExcusesKnownIds(Subject s) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            var changed = new List<JobDraft>();
            foreach (var draft in drafts)
                changed.Add(
                    draft.Parent is not null && await s.JobAsync(draft.Id) is not null ? WithoutToken(draft) : draft);
            return await next(changed);
        },
    };
}
