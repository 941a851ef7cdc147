using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Workflows;
using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>Whether a filter accepts a job. What needs no decoding is looked at first.</summary>
internal static class JobMatch
{
    /// <summary>Most jobs that one step looks at, so that a filter which matches little holds nobody up for long.
    /// </summary>
    public const int MaxScan = 20_000;

    public static bool Accepts(JobFilter filter, LocalJob job)
    {
        if (filter.State is { } state && job.State != state) return false;
        if (filter.Queue is { } queue && job.Queue.Name != queue) return false;
        if (filter.Workflow is { } workflow && (job as LocalStep)?.Workflow.Id != workflow) return false;
        if (filter is { Handler: null, Tag: null, Schedule: null, Node: null }) return true;
        if (filter.Node is not null && !JobSpecCodec.IsPinned(job.Spec)) return false;
        var spec = JobSpecCodec.Decode(job.Spec);
        return (filter.Handler is null || filter.Handler == spec.Handler)
            && (filter.Tag is null || spec.Tags.Contains(filter.Tag))
            && (filter.Schedule is null || filter.Schedule == spec.Schedule)
            && (filter.Node is null || filter.Node == spec.Node);
    }
}
