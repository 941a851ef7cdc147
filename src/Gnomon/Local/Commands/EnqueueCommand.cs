using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Accepts new jobs. Checking and encoding is done by the caller's thread, in the constructor.</summary>
internal sealed class EnqueueCommand : AnsweredCommand<IReadOnlyList<EnqueueResult>>
{
    private readonly IReadOnlyList<JobDraft> _drafts;
    private readonly byte[][] _specs;
    private readonly long _bytes;

    /// <exception cref="InvalidJobException">A draft breaks a rule, or there are too many.</exception>
    public EnqueueCommand(IReadOnlyList<JobDraft> drafts)
    {
        if (drafts.Count > JobLimits.MaxBatch)
            throw new InvalidJobException(
                "jobs", $"are {drafts.Count:N0} in one call; at most {JobLimits.MaxBatch:N0} are allowed");
        _drafts = drafts;
        _specs = new byte[drafts.Count][];
        for (var i = 0; i < _specs.Length; i++)
        {
            JobRules.Check(drafts[i]);
            _specs[i] = JobSpecCodec.Encode(drafts[i].Spec);
            _bytes += _specs[i].Length + PutOverhead;
        }

        if (_bytes > JobLimits.MaxBatchBytes)
            throw new InvalidJobException(
                "jobs", $"take {_bytes:N0} bytes in one call; at most {JobLimits.MaxBatchBytes:N0} are allowed");
    }

    /// <summary>Upper bound of the bytes of a Put record beside the specification, and of a promotion it may cause.
    /// </summary>
    internal const int PutOverhead = 80;

    public override long MaxBytes => _bytes + Promotion.MaxBytes;

    public override bool Admits => true;

    protected override IReadOnlyList<EnqueueResult> Run(LocalState state, Moment now)
    {
        var results = new EnqueueResult[_specs.Length];
        for (var i = 0; i < results.Length; i++) results[i] = Accept(state, now, _drafts[i], _specs[i]);
        return results;
    }

    internal static EnqueueResult Accept(LocalState state, Moment now, JobDraft draft, byte[] spec)
    {
        if (state.Find(draft.Id) is not null) return new EnqueueResult(draft.Id, EnqueueOutcome.SameId);
        var queue = state.Queue(draft.Spec.Queue);
        if (draft.Spec.Key is { } key && queue.Keys.TryGetValue(key, out var holder))
            return new EnqueueResult(holder.Id, EnqueueOutcome.SameKey);

        // Jobs that came due before this one was accepted are ready before it.
        Promotion.Run(state, queue, now);
        var runAt = draft.RunAt?.UtcTicks ?? Instants.Add(now.Utc, draft.Delay ?? TimeSpan.Zero);
        var waits = runAt > now.Utc;
        state.Put(new LocalJob(state.TakeSequence(), draft.Id, spec, queue, now.Utc)
        {
            State = waits ? JobState.Scheduled : JobState.Ready,
            RunAt = waits ? runAt : now.Utc,
            Order = waits ? 0 : state.TakeOrder(),
        });
        return new EnqueueResult(draft.Id, EnqueueOutcome.Created);
    }
}
