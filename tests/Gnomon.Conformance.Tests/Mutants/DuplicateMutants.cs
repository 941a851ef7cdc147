using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Faults in what a duplicate does.</summary>
internal static class DuplicateMutants
{
    public static IEnumerable<Mutant> All =>
    [
        new("Answers_a_duplicate_with_its_own_id", "Key_of_global_scope_is_taken_everywhere",
            s => Answers(s, (d, r) => r.Outcome == EnqueueOutcome.SameKey ? r with { Job = d.Id } : r))
        {
            FoundByModel = true,
        },
        new("Stores_duplicates_that_ask_to_be_rejected",
            "Rejected_duplicate_names_the_holder_and_stores_nothing_of_the_call",
            s => Actions(s, DuplicateAction.Reject, DuplicateAction.Return)),
        new("Stores_the_rest_of_a_rejected_call",
            "Rejected_duplicate_names_the_holder_and_stores_nothing_of_the_call", StoresTheRest)
        {
            FoundByModel = true,
        },
        new("Replaces_for_a_rejected_call", "Rejected_call_replaces_nothing", ReplacesAllTheSame),
        new("Forgets_the_arguments_of_a_replacing_duplicate",
            "Waiting_holder_takes_arguments_version_and_headers_of_a_replacing_duplicate", ForgetsArguments)
        {
            FoundByModel = true,
        },
        new("Forgets_the_version_of_a_replacing_duplicate",
            "Waiting_holder_takes_arguments_version_and_headers_of_a_replacing_duplicate",
            s => UniqueMutants.Specs(s, x => Replaces(x) ? x with { ArgsVersion = 0 } : x)),
        new("Forgets_the_headers_of_a_replacing_duplicate",
            "Waiting_holder_takes_arguments_version_and_headers_of_a_replacing_duplicate",
            s => UniqueMutants.Specs(
                s, x => Replaces(x) ? x with { Headers = new Dictionary<string, string> { ["trace"] = "" } } : x)),
        new("Takes_the_priority_of_a_replacing_duplicate",
            "Waiting_holder_takes_arguments_version_and_headers_of_a_replacing_duplicate", TakesThePriority),
        new("Hands_out_the_arguments_that_were_replaced", "Replaced_arguments_are_what_is_handed_out", HandsOutTheFirst),
        new("Replaces_a_job_that_has_run", "Holder_that_was_handed_out_once_is_not_replaced",
            s => Answers(s, (d, r) => r.Outcome == EnqueueOutcome.SameKey && Replaces(d.Spec)
                ? r with { Outcome = EnqueueOutcome.Replaced } : r)),
        new("Does_not_push_a_debounced_job", "Debounced_job_runs_once_after_the_last_of_a_burst",
            s => Actions(s, DuplicateAction.Debounce, DuplicateAction.Replace)) { FoundByModel = true },
        new("Pushes_a_debounced_job_to_later_only", "Debounced_job_can_come_due_earlier_and_at_once", PushesLaterOnly),
        new("Leaves_a_ready_job_when_it_is_debounced", "Ready_job_is_put_off_by_a_debounce", LeavesReadyJobs),
    ];

    private static bool Replaces(JobSpec spec) =>
        spec.Unique.OnDuplicate is DuplicateAction.Replace or DuplicateAction.Debounce;

    private static Mutation Answers(Subject s, Func<JobDraft, EnqueueResult, EnqueueResult> change) => new(s)
    {
        Enqueue = async (drafts, next) => [.. drafts.Zip(await next(drafts), change)],
    };

    private static Mutation Actions(Subject s, DuplicateAction from, DuplicateAction to) =>
        UniqueMutants.Rules(s, r => r.OnDuplicate == from ? r with { OnDuplicate = to } : r);

    private static JobDraft With(JobDraft draft, DuplicateAction action) => draft with
    {
        Spec = draft.Spec with { Unique = draft.Spec.Unique with { OnDuplicate = action } },
    };

    private static Mutation StoresTheRest(Subject s) => AfterRejection(s, d => d);

    private static Mutation ReplacesAllTheSame(Subject s) =>
        AfterRejection(s, d => Replaces(d.Spec) ? d : null);

    /// <summary>Stores what was withheld because of a rejection after all.</summary>
    private static Mutation AfterRejection(Subject s, Func<JobDraft, JobDraft?> stored) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            var results = await next(drafts);
            if (results.All(r => r.Outcome != EnqueueOutcome.Rejected)) return results;
            for (var i = 0; i < results.Count; i++)
                if (results[i].Outcome == EnqueueOutcome.Withheld && stored(drafts[i]) is { } draft)
                    await next([draft]);
            return results;
        },
    };

    private static Mutation ForgetsArguments(Subject s)
    {
        var first = new Dictionary<JobId, ReadOnlyMemory<byte>>();
        return new Mutation(s)
        {
            Enqueue = (drafts, next) =>
            {
                foreach (var draft in drafts) first.TryAdd(draft.Id, draft.Spec.Args);
                return next(drafts);
            },
            Reading = job => job with { Spec = job.Spec with { Args = first.GetValueOrDefault(job.Id, job.Spec.Args) } },
        };
    }

    private static Mutation HandsOutTheFirst(Subject s)
    {
        var first = new Dictionary<JobId, ReadOnlyMemory<byte>>();
        return new Mutation(s)
        {
            Enqueue = (drafts, next) =>
            {
                foreach (var draft in drafts) first.TryAdd(draft.Id, draft.Spec.Args);
                return next(drafts);
            },
            Claim = async (request, next) =>
            {
                var answer = await next(request);
                return answer with
                {
                    Jobs = [.. answer.Jobs.Select(j => j with { Spec = j.Spec with { Args = first[j.Token.Job] } })],
                };
            },
        };
    }

    private static Mutation TakesThePriority(Subject s) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            var results = await next(drafts);
            for (var i = 0; i < results.Count; i++)
                if (results[i].Outcome == EnqueueOutcome.Replaced)
                    await s.Store.ControlAsync(
                        new ControlRequest(ControlAction.ChangePriority, [results[i].Job])
                        {
                            Priority = drafts[i].Spec.Priority,
                        },
                        CancellationToken.None);
            return results;
        },
    };

    private static Mutation PushesLaterOnly(Subject s) => OnHolder(
        s, (draft, holder) => holder.State == JobState.Scheduled && (draft.RunAt ?? s.Now + draft.Delay) < holder.RunAt);

    private static Mutation LeavesReadyJobs(Subject s) => OnHolder(s, (_, holder) => holder.State == JobState.Ready);

    /// <summary>Does not push the holders that a rule accepts.</summary>
    private static Mutation OnHolder(Subject s, Func<JobDraft, Job, bool> isLeft) => new(s)
    {
        Enqueue = async (drafts, next) =>
        {
            var (jobs, changed) = (await s.JobsAsync(), new List<JobDraft>());
            foreach (var draft in drafts)
            {
                var holder = draft.Spec.Unique.OnDuplicate != DuplicateAction.Debounce || draft.Spec.Key is null
                    ? null
                    : jobs.FirstOrDefault(j => j.Spec.Key == draft.Spec.Key && !j.State.IsTerminal());
                changed.Add(holder is not null && isLeft(draft, holder) ? With(draft, DuplicateAction.Replace) : draft);
            }

            return await next(changed);
        },
    };
}
