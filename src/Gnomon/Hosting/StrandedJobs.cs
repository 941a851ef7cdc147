using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;

namespace Gnomon.Hosting;

/// <summary>Looks for stored jobs that no live node can run.</summary>
internal sealed class StrandedJobs(StoreParts parts, Payloads payloads)
{
    private const int PageSize = 1000;

    /// <summary>Most jobs that are looked at of each state, the newest: a start must not wait for a full table.</summary>
    private const int MaxLookedAt = 10_000;

    /// <summary>The jobs by handler and reason, with their number and one of them.</summary>
    /// <param name="joining">Nodes that are about to join.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<IReadOnlyList<(string Handler, string Reason, int Jobs, JobId Example)>> FindAsync(
        IEnumerable<NodeInfo> joining, CancellationToken cancellation)
    {
        var present = await parts.Cluster.ListAsync(cancellation).ConfigureAwait(false);
        List<NodeInfo> nodes = [.. present, .. joining];
        var found = new Dictionary<(string Handler, string Reason), (int Jobs, JobId Example)>();
        foreach (var state in new[] { JobState.Ready, JobState.Scheduled })
        {
            string? cursor = null;
            for (var looked = 0; looked < MaxLookedAt; looked += PageSize)
            {
                var page = await parts.Query
                    .ListJobsAsync(new JobFilter { State = state }, cursor, PageSize, cancellation)
                    .ConfigureAwait(false);
                foreach (var job in page.Items)
                    if (WhyNot(job.Spec, nodes) is { } reason)
                    {
                        var key = (job.Spec.Handler, reason);
                        found[key] = (found.GetValueOrDefault(key).Jobs + 1, job.Id);
                    }

                if (page.Next is null) break;
                cursor = page.Next;
            }
        }

        return [.. found.Select(pair => (pair.Key.Handler, pair.Key.Reason, pair.Value.Jobs, pair.Value.Example))];
    }

    /// <summary>Nodes tell their handlers and queues; what versions they read only this process knows of itself, and
    /// others are taken to read what it does.</summary>
    private string? WhyNot(JobSpec spec, List<NodeInfo> nodes)
    {
        if (spec.Node is not null) nodes = nodes.FindAll(node => node.Id == spec.Node);
        if (nodes.Count == 0 && spec.Node is { } pinned) return $"they are pinned to node '{pinned}', which is not live";
        var able = nodes.Where(node => node.Handlers.Contains(spec.Handler)).ToList();
        if (able.Count == 0) return "no live node has the handler";
        return able.Exists(node => node.Queues.Contains(spec.Queue))
            ? payloads.WhyUnreadable(spec)
            : $"no live node that has the handler takes jobs from queue '{spec.Queue}'";
    }
}
