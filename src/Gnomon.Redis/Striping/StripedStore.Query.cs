using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>The reads of jobs, workflows and counts.</summary>
internal sealed partial class StripedStore
{
    public ValueTask<Job?> GetJobAsync(JobId id, CancellationToken cancellation) =>
        FindAsync(_jobs.Find(id), stripe => stripe.GetJobAsync(id, cancellation), job => job is not null);

    public ValueTask<IReadOnlyList<string>?> GetLogsAsync(JobId id, CancellationToken cancellation) =>
        FindAsync(_jobs.Find(id), stripe => stripe.GetLogsAsync(id, cancellation), lines => lines is not null);

    public ValueTask<JobStanding?> ExplainAsync(JobId id, CancellationToken cancellation) =>
        FindAsync(_jobs.Find(id), stripe => stripe.ExplainAsync(id, cancellation), standing => standing is not null);

    public ValueTask<Page<Job>> ListJobsAsync(
        JobFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return filter.Queue is { } queue
            ? Of(queue).ListJobsAsync(filter, cursor, limit, cancellation)
            : ListAsync(
                cursor, limit, (stripe, before) => stripe.ListNumberedJobsAsync(filter, before, limit, cancellation),
                job => job.CreatedAt);
    }

    public ValueTask<Page<WorkflowInfo>> ListWorkflowsAsync(
        WorkflowFilter filter, string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ListAsync(
            cursor, limit, (stripe, before) => stripe.ListNumberedWorkflowsAsync(filter, before, limit, cancellation),
            workflow => workflow.CreatedAt);
    }

    public ValueTask<WorkflowInfo?> GetWorkflowAsync(WorkflowId id, CancellationToken cancellation) =>
        FindAsync(null, stripe => stripe.GetWorkflowAsync(id, cancellation), workflow => workflow is not null);

    public ValueTask<Page<Job>> ListStepsAsync(
        WorkflowId workflow, string? cursor, int limit, CancellationToken cancellation) =>
        FindAsync(null, stripe => stripe.ListStepsAsync(workflow, cursor, limit, cancellation), HasAny);

    public ValueTask<Page<Job>> ListParentsAsync(
        JobId job, string? cursor, int limit, CancellationToken cancellation) =>
        FindAsync(
            _jobs.Find(job), stripe => stripe.ListParentsAsync(job, cursor, limit, cancellation), HasAny);

    public async ValueTask<Page<PinnedNode>> ListPinnedNodesAsync(
        string? cursor, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var pages = await AllAsync(stripe => stripe.ListPinnedNodesAsync(cursor, limit, cancellation))
            .ConfigureAwait(false);
        // The first names of all stripes together are among the first of each; one in several is counted together.
        var nodes = pages.SelectMany(page => page.Items).GroupBy(node => node.Node, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new PinnedNode(
                group.Key, group.Sum(node => node.Waiting), group.Sum(node => node.Running))).ToList();
        return Page<PinnedNode>.ByName(nodes, limit, node => node.Node, pages.Any(page => page.Next is not null));
    }

    public async ValueTask<StoreStats> GetStatsAsync(CancellationToken cancellation)
    {
        var all = await AllAsync(stripe => stripe.GetStatsAsync(cancellation)).ConfigureAwait(false);
        var jobs = all.SelectMany(stats => stats.Jobs).GroupBy(entry => entry.Key)
            .ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value));
        return new StoreStats(
            jobs, [.. all.SelectMany(stats => stats.Queues).OrderBy(queue => queue.Name, StringComparer.Ordinal)],
            all.Sum(stats => stats.Schedules));
    }

    public async ValueTask<JobCounters> GetCountersAsync(int days, CancellationToken cancellation)
    {
        var all = await AllAsync(stripe => stripe.GetCountersAsync(days, cancellation)).ConfigureAwait(false);
        return new JobCounters(
            [.. all.SelectMany(counters => counters.Load).OrderBy(entry => entry.Queue, StringComparer.Ordinal)],
            [
                .. all.SelectMany(counters => counters.Days).GroupBy(day => day.Day)
                    .OrderByDescending(group => group.Key).Select(group => new DayCounts(group.Key, Add(group))),
            ]);
    }

    private static HandlerCounts[] Add(IEnumerable<DayCounts> days) =>
    [
        .. days.SelectMany(day => day.Handlers).GroupBy(counts => counts.Handler, StringComparer.Ordinal)
            .OrderBy(group => group.Key is null).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new HandlerCounts(
                group.Key, group.Sum(one => one.Accepted), group.Sum(one => one.Done), group.Sum(one => one.Failed),
                group.Sum(one => one.Retried))),
    ];

    private static bool HasAny<T>(Page<T> page) => page.Items.Count > 0 || page.Next is not null;

    private async ValueTask<Page<T>> ListAsync<T>(
        string? cursor, int limit, Func<RedisStore, long?, ValueTask<NumberedPage<T>>> list,
        Func<T, DateTimeOffset> created)
    {
        var places = StripedCursor.Parse(cursor, _stripes.Length);
        var pages = await Task.WhenAll(_stripes.Select(async (stripe, k) => places[k].IsDone
            ? NumberedPage<T>.Empty
            : await list(stripe, places[k].Before).ConfigureAwait(false))).ConfigureAwait(false);
        return NewestFirst.Merge(pages, places, limit, created);
    }
}
