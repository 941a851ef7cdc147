using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in how jobs come in.</summary>
internal static class EnqueueMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Stores_a_known_id_once_more_under_a_new_one", "Same_id_twice_stores_one_job", StoresTwice),
        new("Stores_the_good_drafts_of_a_refused_call", "Invalid_draft_refuses_the_whole_call", StoresTheGoodOnes),
        new("Forgets_the_key", "Key_is_held_until_its_job_ends", s => Drafts(s, d => Spec(d, x => x with { Key = null })))
        {
            FoundByModel = true,
        },
        new("Keeps_the_key_after_the_end", "Key_is_held_until_its_job_ends", KeepsTheKey) { FoundByModel = true },
        new("Holds_a_key_in_all_queues", "Key_belongs_to_its_queue", HoldsTheKeyEverywhere) { FoundByModel = true },
        new("Gives_the_key_back_when_its_job_starts", "Key_is_held_while_its_job_runs_and_waits_to_run_again",
            GivesTheKeyBackEarly),
        new("Forgets_the_priority", "Higher_priority_goes_first",
            s => Drafts(s, d => Spec(d, x => x with { Priority = JobLimits.DefaultPriority }))) { FoundByModel = true },
        new("Forgets_the_delay", "Draft_due_later_is_scheduled", s => Drafts(s, d => d with { Delay = null, RunAt = null }))
        {
            FoundByModel = true,
        },
        new("Forgets_the_deadline", "Job_past_its_deadline_is_never_handed_out",
            s => Drafts(s, d => Spec(d, x => x with { Deadline = null }))) { FoundByModel = true },
        new("Forgets_the_retention", "Ended_job_is_removed_when_its_retention_is_over",
            s => Drafts(s, d => Spec(d, x => x with { Retention = null }))) { FoundByModel = true },
        new("Counts_a_delay_from_the_making_of_the_id", "Delay_counts_from_the_clock_of_the_store", CountsFromTheId),
        new("Keeps_one_tag", "Each_filter_selects_its_jobs",
            s => Drafts(s, d => Spec(d, x => x with { Tags = [.. x.Tags.Take(1)] }))),
        new("Acknowledges_before_it_stores", "Id_and_key_are_still_taken", AcknowledgesEarly),
    ];

    private static Mutation Drafts(Subject s, Func<JobDraft, JobDraft> change) =>
        new(s) { Enqueue = (drafts, next) => next([.. drafts.Select(change)]) };

    private static JobDraft Spec(JobDraft draft, Func<JobSpec, JobSpec> change) =>
        draft with { Spec = change(draft.Spec) };

    private static Mutation StoresTwice(Subject s)
    {
        var known = new HashSet<JobId>();
        return Drafts(s, d => known.Add(d.Id) ? d : d with { Id = JobId.New(s.Time) });
    }

    private static Mutation StoresTheGoodOnes(Subject s) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            try
            {
                return await next(drafts);
            }
            catch (InvalidJobException)
            {
                await next([.. drafts.Take(1)]);
                throw;
            }
        },
    };

    private static Mutation KeepsTheKey(Subject s)
    {
        var holders = new Dictionary<(string Queue, string Key), JobId>();
        return Refusing(s, draft =>
        {
            var held = !holders.TryAdd((draft.Spec.Queue, draft.Spec.Key!), draft.Id);
            return held && holders[(draft.Spec.Queue, draft.Spec.Key!)] is var holder && holder != draft.Id ? holder : null;
        });
    }

    private static Mutation HoldsTheKeyEverywhere(Subject s)
    {
        var holders = new Dictionary<string, (string Queue, JobId Job)>();
        return Refusing(s, draft =>
        {
            if (holders.TryAdd(draft.Spec.Key!, (draft.Spec.Queue, draft.Id))) return null;
            var holder = holders[draft.Spec.Key!];
            return holder.Queue == draft.Spec.Queue ? null : holder.Job;
        });
    }

    /// <summary>Refuses the drafts with a key for which a holder is found.</summary>
    private static Mutation Refusing(Subject s, Func<JobDraft, JobId?> holderOf) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            var results = new List<EnqueueResult>();
            foreach (var draft in drafts)
            {
                var holder = draft.Spec.Key is null ? null : holderOf(draft);
                if (holder is { } taken) results.Add(new EnqueueResult(taken, EnqueueOutcome.SameKey));
                else results.AddRange(await next([draft]));
            }

            return results;
        },
    };

    private static Mutation GivesTheKeyBackEarly(Subject s)
    {
        var holders = new Dictionary<string, JobId>();
        return new Mutation(s)
        {
            Enqueue = async (drafts, next) =>
            {
                var changed = new List<JobDraft>();
                foreach (var draft in drafts)
                {
                    var key = draft.Spec.Key;
                    var ran = key is not null && holders.TryGetValue(key, out var holder)
                        && await s.JobAsync(holder) is { Attempt: > 0 };
                    changed.Add(ran ? Spec(draft, x => x with { Key = key + " again" }) : draft);
                    if (key is not null) holders[key] = draft.Id;
                }

                return await next(changed);
            },
        };
    }

    private static Mutation CountsFromTheId(Subject s) =>
        Drafts(s, d => d.Delay is { } wait ? d with { Delay = null, RunAt = Made(d.Id) + wait } : d);

    /// <summary>The instant in the first 48 bits of an id of version 7, in milliseconds.</summary>
    private static DateTimeOffset Made(JobId id) => DateTimeOffset.FromUnixTimeMilliseconds(
        Convert.ToInt64(id.Value.ToString("N")[..12], 16));

    /// <summary>Answers for new jobs and stores them with the next call.</summary>
    private static Mutation AcknowledgesEarly(Subject s)
    {
        IReadOnlyList<JobDraft> unwritten = [];
        return new Mutation(s)
        {
            Enqueue = async (drafts, next) =>
            {
                await next(unwritten);
                unwritten = [];
                foreach (var draft in drafts)
                    if (await s.JobAsync(draft.Id) is not null)
                        return await next(drafts);
                unwritten = drafts;
                return [.. drafts.Select(d => new EnqueueResult(d.Id, EnqueueOutcome.Created))];
            },
        };
    }
}
