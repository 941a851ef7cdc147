using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Finds out beforehand whether a call is refused, since then nothing of it may be stored.</summary>
internal static class EnqueueTrial
{
    /// <summary>Whether a draft can make its whole call be refused.</summary>
    public static bool CanRefuse(JobDraft draft) =>
        draft.Parent is not null || draft.Spec is { Key: not null, Unique.OnDuplicate: DuplicateAction.Reject };

    /// <summary>Whether a duplicate changes the job that holds its key: it must not have been handed out yet.</summary>
    public static bool Replaces(DuplicateAction action, LocalJob holder) =>
        action is DuplicateAction.Replace or DuplicateAction.Debounce
        && holder is { Attempt: 0, State: JobState.Scheduled or JobState.Ready };

    /// <summary>The answer to a call that is refused; null when it is not.</summary>
    public static EnqueueResult[]? Refusal(LocalState state, Moment now, IReadOnlyList<JobDraft> drafts)
    {
        var accepted = new Accepted();
        var results = new EnqueueResult[drafts.Count];
        var isRefused = false;
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Try(state, now, drafts[i], accepted);
            isRefused |= results[i].Outcome is EnqueueOutcome.Rejected or EnqueueOutcome.StaleAttempt;
        }

        return isRefused ? results : null;
    }

    /// <summary>What would become of a draft after those before it. What would be stored, or stands on what would be,
    /// is withheld.</summary>
    private static EnqueueResult Try(LocalState state, Moment now, JobDraft draft, Accepted accepted)
    {
        if (draft.Parent is { } parent && !IsNewest(state, parent))
            return new EnqueueResult(draft.Id, EnqueueOutcome.StaleAttempt);
        if (state.Find(draft.Id) is not null) return new EnqueueResult(draft.Id, EnqueueOutcome.SameId);
        var withheld = new EnqueueResult(draft.Id, EnqueueOutcome.Withheld);
        if (accepted.Has(draft.Id)) return withheld;
        if (draft.Spec.Key is not null)
        {
            var action = draft.Spec.Unique.OnDuplicate;
            if (state.Keys.Find(draft.Spec, now.Utc) is { } holder)
                return action == DuplicateAction.Reject ? new EnqueueResult(holder.Id, EnqueueOutcome.Rejected)
                    : Replaces(action, holder) ? withheld
                    : new EnqueueResult(holder.Id, EnqueueOutcome.SameKey);
            if (accepted.Holder(draft.Spec) is { } other)
                return action == DuplicateAction.Reject ? new EnqueueResult(other, EnqueueOutcome.Rejected) : withheld;
        }

        accepted.Add(draft, now);
        return withheld;
    }

    public static bool IsNewest(LocalState state, AttemptToken token) =>
        state.Find(token.Job) is { State: JobState.Running } job && job.Attempt == token.Attempt;

    /// <summary>The drafts before, which would be stored.</summary>
    internal sealed class Accepted
    {
        private readonly HashSet<JobId> _ids = [];
        private readonly Dictionary<(KeyScope Scope, string Name, string Key), JobId> _holders = [];

        public bool Has(JobId id) => _ids.Contains(id);

        public JobId? Holder(JobSpec spec) => _holders.TryGetValue(Place(spec.Unique.Scope, spec), out var id) ? id : null;

        public void Add(JobDraft draft, Moment now)
        {
            _ids.Add(draft.Id);
            if (draft.Spec.Key is null || draft.Spec.Deadline?.UtcTicks < now.Utc) return;
            foreach (var scope in Enum.GetValues<KeyScope>()) _holders[Place(scope, draft.Spec)] = draft.Id;
        }

        private static (KeyScope Scope, string Name, string Key) Place(KeyScope scope, JobSpec spec) => scope switch
        {
            KeyScope.Queue => (scope, spec.Queue, spec.Key!),
            KeyScope.Handler => (scope, spec.Handler, spec.Key!),
            _ => (KeyScope.Global, "", spec.Key!),
        };
    }
}
