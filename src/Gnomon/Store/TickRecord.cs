using Gnomon.Jobs;
using Gnomon.Triggers;

namespace Gnomon.Store;

/// <summary>How a tick is recorded whose job met a taken unique key.</summary>
internal static class TickRecord
{
    /// <summary>Upper bound of the bytes that <see cref="Of"/> adds to a tick's reason, beside the key.</summary>
    public const int MaxBytes = 160;

    /// <summary>The tick as it is to be recorded.</summary>
    /// <param name="tick">The tick as it was asked for: one that runs.</param>
    /// <param name="spec">What its job was to be.</param>
    /// <param name="result">What became of the job.</param>
    public static Tick Of(Tick tick, JobSpec spec, EnqueueResult result) => result.Outcome switch
    {
        EnqueueOutcome.Created or EnqueueOutcome.SameId => tick,
        EnqueueOutcome.Replaced => tick with
        {
            Job = result.Job, Reason = ReplacedBy(spec.Key!, result.Job, spec.Unique.OnDuplicate),
        },
        _ => tick with
        {
            Outcome = TickOutcome.Skipped, Job = null, Reason = HeldBy(spec.Key!, result.Job),
        },
    };

    /// <summary>Why a tick was skipped whose job's key is taken.</summary>
    public static string HeldBy(string key, JobId holder) => $"duplicate: key '{key}' is held by job {holder}";

    /// <summary>Why a tick has another job than its own.</summary>
    public static string ReplacedBy(string key, JobId holder, DuplicateAction action) =>
        HeldBy(key, holder) + ", which took the arguments"
        + (action == DuplicateAction.Debounce ? " and the due time" : "");
}
