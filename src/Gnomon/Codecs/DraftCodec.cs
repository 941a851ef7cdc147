using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Codecs;

/// <summary>The drafts of one call on their way into any store: checked, and their specifications encoded.</summary>
internal static class DraftCodec
{
    /// <summary>Upper bound of the bytes that an engine keeps of a job beside its specification.</summary>
    public const int Overhead = 80;

    /// <summary>Checks drafts and encodes what is stored of each.</summary>
    /// <param name="drafts">The drafts of one call.</param>
    /// <param name="bytes">What they take together, <see cref="Overhead"/> included.</param>
    /// <exception cref="InvalidJobException">A draft breaks a rule, or there are too many or too large ones.</exception>
    public static byte[][] Encode(IReadOnlyList<JobDraft> drafts, out long bytes)
    {
        if (drafts.Count > JobLimits.MaxBatch)
            throw new InvalidJobException(
                "jobs", $"are {drafts.Count:N0} in one call; at most {JobLimits.MaxBatch:N0} are allowed");
        bytes = 0;
        var specs = new byte[drafts.Count][];
        for (var i = 0; i < specs.Length; i++)
        {
            var draft = drafts[i];
            JobRules.Check(draft);
            if (draft.Spec is { IsPlain: false, Workflow: not null })
                throw new InvalidJobException("workflow", "must be empty: jobs of a workflow are stored together with it");
            specs[i] = JobSpecCodec.Encode(
                draft.Parent is { } parent ? draft.Spec with { Parent = parent.Job } : draft.Spec);
            bytes += specs[i].Length + Overhead;
        }

        if (bytes > JobLimits.MaxBatchBytes)
            throw new InvalidJobException(
                "jobs", $"take {bytes:N0} bytes in one call; at most {JobLimits.MaxBatchBytes:N0} are allowed");
        return specs;
    }
}
