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
            Job = result.Job,
            Reason = $"duplicate: key '{spec.Key}' is held by job {result.Job}, which took the arguments"
                + (spec.Unique.OnDuplicate == DuplicateAction.Debounce ? " and the due time" : ""),
        },
        _ => tick with
        {
            Outcome = TickOutcome.Skipped,
            Job = null,
            Reason = $"duplicate: key '{spec.Key}' is held by job {result.Job}",
        },
    };
}
