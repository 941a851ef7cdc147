using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Broadcasts;

/// <summary>Publishes broadcasts and reads them back, on any store.</summary>
internal sealed class BroadcastPublisher(StoreParts parts, TimeProvider time)
{
    private const int PageSize = 500;

    /// <summary>Most open broadcasts that a node which joins looks at; the leader's duty sees to the rest.</summary>
    private const int MaxOpen = 10_000;

    /// <summary>Stores a copy for each node that lives now and that the terms reach.</summary>
    /// <param name="id">Its name. Publishing the same id twice publishes one.</param>
    /// <param name="name">What people call it, or null.</param>
    /// <param name="terms">What runs, and where.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="schedule">The schedule whose tick publishes it, or null.</param>
    /// <param name="tick">The nominal instant of that tick, or null.</param>
    /// <param name="parent">The attempt whose handler publishes it; null when none does.</param>
    /// <exception cref="InvalidJobException">The terms break a rule.</exception>
    /// <exception cref="BroadcastRefusedException">No node would get it, its id is that of a workflow, or the attempt is
    /// stale.</exception>
    /// <exception cref="StoreException">The store cannot serve.</exception>
    public async Task<BroadcastReceipt> PublishAsync(
        WorkflowId id, string? name, BroadcastTerms terms, CancellationToken cancellation, string? schedule = null,
        DateTimeOffset? tick = null, AttemptToken? parent = null)
    {
        var now = await StoreClock.NowAsync(parts.Query, time, cancellation).ConfigureAwait(false);
        BroadcastRules.Check(terms, name, now);
        if (await FindAsync(id, cancellation).ConfigureAwait(false) is { } present) return present;
        var nodes = await parts.Cluster.ListAsync(cancellation).ConfigureAwait(false);
        var targets = BroadcastPlan.Targets(terms, nodes);
        if (targets.Count == 0 && terms.Until is null) throw new BroadcastRefusedException(Nobody(terms, nodes));
        if (targets.Count > WorkflowDraft.MaxJobs)
            throw new BroadcastRefusedException(
                $"{targets.Count:N0} live nodes match; at most {WorkflowDraft.MaxJobs:N0} can get a copy of one "
                + "broadcast. Name a tag or a queue.");
        var draft = BroadcastPlan.Draft(id, name, terms, targets) with
        {
            Schedule = schedule, Tick = tick, CreateOnly = true, Parent = parent,
        };
        var answer = await parts.Store.EnqueueWorkflowAsync(draft, cancellation).ConfigureAwait(false);
        return answer.Outcome switch
        {
            WorkflowOutcome.Created => new BroadcastReceipt(id, true, CopiesOf(draft))
            {
                Warnings = Warnings(terms, nodes),
            },
            // Somebody else published it at the same moment.
            WorkflowOutcome.SameId or WorkflowOutcome.HasEnded =>
                await FindAsync(id, cancellation).ConfigureAwait(false) ?? throw Taken(id),
            _ => throw new BroadcastRefusedException(
                $"Broadcast {id} is not published: the attempt that was to do it has ended."),
        };
    }

    /// <summary>Adds the copies of a node that has just joined to the broadcasts that are still open for it.</summary>
    /// <returns>To how many.</returns>
    public async Task<int> JoinAsync(NodeInfo node, CancellationToken cancellation)
    {
        var joined = 0;
        await foreach (var broadcast in OpenAsync(cancellation).ConfigureAwait(false))
        {
            if (!BroadcastPlan.Reaches(broadcast.Broadcast!, node)) continue;
            var draft = BroadcastPlan.LateCopies(broadcast, [node]);
            var answer = await parts.Store.EnqueueWorkflowAsync(draft, cancellation).ConfigureAwait(false);
            if (answer.Jobs.Any(job => job.Outcome == EnqueueOutcome.Created)) joined++;
        }

        return joined;
    }

    /// <summary>The broadcasts that late joiners may join now, newest first.</summary>
    public async IAsyncEnumerable<WorkflowInfo> OpenAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var filter = new WorkflowFilter { Broadcast = true, State = WorkflowState.Running };
        string? cursor = null;
        for (var seen = 0; seen < MaxOpen;)
        {
            var page = await parts.Query.ListWorkflowsAsync(filter, cursor, PageSize, cancellation)
                .ConfigureAwait(false);
            DateTimeOffset? now = null;
            if (page.Items.Count > 0) now = await StoreClock.NowAsync(parts.Query, time, cancellation).ConfigureAwait(false);
            foreach (var broadcast in page.Items)
                if (broadcast.Broadcast?.Until > now && !broadcast.CancelRequested)
                    yield return broadcast;
            if (page.Next is null) yield break;
            cursor = page.Next;
            seen += page.Items.Count;
        }
    }

    /// <summary>A broadcast with the result of each node; null when there is none of this id. One that has ended shows
    /// how each copy ended.</summary>
    public async Task<BroadcastReport?> ReportAsync(WorkflowId id, CancellationToken cancellation)
    {
        var found = await parts.Query.GetWorkflowAsync(id, cancellation).ConfigureAwait(false);
        while (found?.Broadcast is not null)
        {
            var jobs = await CopiesAsync(id, cancellation).ConfigureAwait(false);
            var now = await parts.Query.GetWorkflowAsync(id, cancellation).ConfigureAwait(false);
            if (now?.State == found.State) return new BroadcastReport(now, jobs);
            found = now;
        }

        return null;
    }

    /// <summary>Which shard a job is, from 0; null when it is none.</summary>
    public static int? ShardOf(JobSpec spec) =>
        spec.Headers.TryGetValue(JobHeaders.Shard, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            ? shard
            : null;

    private async Task<List<Job>> CopiesAsync(WorkflowId id, CancellationToken cancellation)
    {
        var jobs = new List<Job>();
        string? cursor = null;
        do
        {
            var page = await parts.Query
                .ListStepsAsync(id, cursor, PageSize, cancellation).ConfigureAwait(false);
            jobs.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        jobs.Sort(ByNode);
        return jobs;
    }

    private static int ByNode(Job a, Job b)
    {
        var order = Nullable.Compare(ShardOf(a.Spec), ShardOf(b.Spec));
        return order != 0 ? order : string.CompareOrdinal(a.Spec.Node, b.Spec.Node);
    }

    private async Task<BroadcastReceipt?> FindAsync(WorkflowId id, CancellationToken cancellation)
    {
        if (await parts.Query.GetWorkflowAsync(id, cancellation).ConfigureAwait(false) is not { } found) return null;
        if (found.Broadcast is null) throw Taken(id);
        var report = await ReportAsync(id, cancellation).ConfigureAwait(false);
        return new BroadcastReceipt(id, false, [.. (report?.Copies ?? []).Select(job => CopyOf(job.Id, job.Spec))]);
    }

    private static BroadcastRefusedException Taken(WorkflowId id) =>
        new($"The id {id} is that of a workflow or of its jobs; a broadcast needs one of its own.");

    private static List<BroadcastCopy> CopiesOf(WorkflowDraft draft) =>
        [.. draft.Jobs.Select(job => CopyOf(job.Id, job.Spec))];

    private static BroadcastCopy CopyOf(JobId job, JobSpec spec) =>
        new(job, spec.Node ?? "", spec.Queue) { Shard = ShardOf(spec) };

    private static string Nobody(BroadcastTerms terms, IReadOnlyList<NodeInfo> nodes)
    {
        var who = "";
        if (terms.Tag is { } tag) who += $" with the tag '{tag}'";
        if (terms.Queue is { } queue) who += $"{(who.Length == 0 ? "" : " and")} that takes jobs from queue '{queue}'";
        var named = nodes.Count(node => BroadcastPlan.Names(terms, node));
        var why = nodes.Count == 0 ? "No node is live"
            : named == 0 ? $"None of the {nodes.Count} live nodes is one{who}"
            : $"No live node{who} has a handler '{terms.Template.Handler}'";
        return $"{why}, so nobody would get the broadcast. Start a worker, or name a time until which nodes may join.";
    }

    private static List<string> Warnings(BroadcastTerms terms, IReadOnlyList<NodeInfo> nodes)
    {
        var without = nodes.Where(node => BroadcastPlan.Names(terms, node) && !BroadcastPlan.Reaches(terms, node))
            .Select(node => node.Id).Order(StringComparer.Ordinal).ToList();
        if (without.Count == 0) return [];
        var named = string.Join(", ", without.Take(3)) + (without.Count > 3 ? $" and {without.Count - 3} more" : "");
        return [$"no copy goes to {named}: without a handler '{terms.Template.Handler}'"];
    }
}
