using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Accepts new jobs. Checking and encoding is done by the caller's thread, in the constructor.</summary>
internal sealed class EnqueueCommand : AnsweredCommand<IReadOnlyList<EnqueueResult>>
{
    private readonly IReadOnlyList<JobDraft> _drafts;
    private readonly byte[][] _specs;
    private readonly long _bytes;
    private readonly bool _canBeRefused;

    /// <exception cref="InvalidJobException">A draft breaks a rule, or there are too many.</exception>
    public EnqueueCommand(IReadOnlyList<JobDraft> drafts)
    {
        _drafts = drafts;
        _specs = DraftCodec.Encode(drafts, out _bytes);
        foreach (var draft in drafts) _canBeRefused |= EnqueueTrial.CanRefuse(draft);
    }

    /// <summary>Upper bound of the bytes beside the specification: of a Put record and a promotion it may cause, or of
    /// a Replaced and a Moved record.</summary>
    internal const int PutOverhead = DraftCodec.Overhead;

    public override long MaxBytes => _bytes + Promotion.MaxBytes;

    public override bool Admits => true;

    protected override IReadOnlyList<EnqueueResult> Run(LocalState state, Moment now)
    {
        if (_canBeRefused && EnqueueTrial.Refusal(state, now, _drafts) is { } refusal) return refusal;
        var results = new EnqueueResult[_specs.Length];
        for (var i = 0; i < results.Length; i++) results[i] = Accept(state, now, _drafts[i], _specs[i]);
        return results;
    }

    /// <param name="state">The state.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="spec">Its specification, encoded.</param>
    /// <param name="blocked">Whether it has to wait for something else than its time.</param>
    internal static EnqueueResult Accept(
        LocalState state, Moment now, JobDraft draft, byte[] spec, bool blocked = false)
    {
        if (state.Find(draft.Id) is not null) return new EnqueueResult(draft.Id, EnqueueOutcome.SameId);
        if (draft.Spec.Key is not null && state.Keys.Find(draft.Spec, now.Utc) is { } holder)
            return Meet(state, now, draft, holder);

        var queue = state.Queue(draft.Spec.Queue);
        // Jobs that came due before this one was accepted are ready before it.
        Promotion.Run(state, queue, now);
        var group = state.Groups.Of(queue, draft.Spec.Handler, draft.Spec.ArgsVersion);
        var runAt = RunAt(draft, now);
        var waits = runAt > now.Utc;
        state.Put(new LocalJob(state.TakeSequence(), draft.Id, spec, group, now.Utc)
        {
            State = blocked ? JobState.Blocked : waits ? JobState.Scheduled : JobState.Ready,
            RunAt = waits ? runAt : now.Utc,
            Order = waits || blocked ? 0 : state.TakeOrder(),
        });
        return new EnqueueResult(draft.Id, EnqueueOutcome.Created);
    }

    /// <summary>What a draft does whose key a job holds.</summary>
    private static EnqueueResult Meet(LocalState state, Moment now, JobDraft draft, LocalJob holder)
    {
        var action = draft.Spec.Unique.OnDuplicate;
        if (!EnqueueTrial.Replaces(action, holder)) return new EnqueueResult(holder.Id, EnqueueOutcome.SameKey);
        state.Replace(holder, draft.Spec.Args, draft.Spec.ArgsVersion, draft.Spec.Headers);
        if (action == DuplicateAction.Debounce) PutOff(state, now, holder, RunAt(draft, now));
        return new EnqueueResult(holder.Id, EnqueueOutcome.Replaced);
    }

    private static void PutOff(LocalState state, Moment now, LocalJob job, long runAt)
    {
        Promotion.Run(state, job.Queue, now);
        if (runAt > now.Utc) state.Shift(job, JobCause.Debounce, JobState.Scheduled, now.Utc, runAt, 0);
        else state.Shift(job, JobCause.Debounce, JobState.Ready, now.Utc, now.Utc, state.TakeOrder());
    }

    private static long RunAt(JobDraft draft, Moment now) =>
        draft.RunAt?.UtcTicks ?? Instants.Add(now.Utc, draft.Delay ?? TimeSpan.Zero);
}
