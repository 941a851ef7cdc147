using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Broadcasts;

/// <summary>Which nodes get a copy of a broadcast, and what the copies are: pure functions of its terms and the nodes.
/// </summary>
internal static class BroadcastPlan
{
    /// <summary>Whether a node is one of those that the terms name.</summary>
    public static bool Names(BroadcastTerms terms, NodeInfo node) => node.Queues.Count > 0
        && (terms.Tag is null || node.Tags.Contains(terms.Tag))
        && (terms.Queue is null || node.Queues.Contains(terms.Queue));

    /// <summary>Whether a node gets a copy: one without the handler could never run it, and would hold the broadcast up
    /// for ever.</summary>
    public static bool Reaches(BroadcastTerms terms, NodeInfo node) =>
        Names(terms, node) && node.Handlers.Contains(terms.Template.Handler);

    /// <summary>The nodes that get a copy, by their ids.</summary>
    public static List<NodeInfo> Targets(BroadcastTerms terms, IEnumerable<NodeInfo> nodes) =>
        [.. nodes.Where(node => Reaches(terms, node)).OrderBy(node => node.Id, StringComparer.Ordinal)];

    /// <summary>What is stored when it is published.</summary>
    public static WorkflowDraft Draft(
        WorkflowId id, string? name, BroadcastTerms terms, IReadOnlyList<NodeInfo> targets)
    {
        var jobs = new List<JobDraft>(targets.Count);
        for (var i = 0; i < targets.Count; i++)
            jobs.Add(terms.Sharded ? Shard(id, terms, targets[i], i, targets.Count) : Copy(id, terms, targets[i]));
        return new WorkflowDraft(id, jobs)
        {
            Name = name, Broadcast = terms, Retention = terms.Template.Retention,
        };
    }

    /// <summary>The copy of a node that joined after it was published.</summary>
    public static WorkflowDraft LateCopies(WorkflowInfo broadcast, IEnumerable<NodeInfo> nodes) =>
        new(broadcast.Id, [.. nodes.Select(node => Copy(broadcast.Id, broadcast.Broadcast!, node))])
        {
            Name = broadcast.Name, Broadcast = broadcast.Broadcast, Retention = broadcast.Broadcast!.Template.Retention,
            Schedule = broadcast.Schedule, Tick = broadcast.Tick,
        };

    /// <summary>The queue in which a copy waits for its node: one that it takes.</summary>
    public static string QueueOf(BroadcastTerms terms, NodeInfo node) => terms.Queue
        ?? (node.Queues.Contains(terms.Template.Queue) ? terms.Template.Queue : node.Queues[0]);

    private static JobDraft Copy(WorkflowId id, BroadcastTerms terms, NodeInfo node)
    {
        var job = JobId.ForStep(id, node.Id);
        return new JobDraft(job, Pinned(id, terms, node, StepOf(node.Id, job)));
    }

    private static JobDraft Shard(WorkflowId id, BroadcastTerms terms, NodeInfo node, int index, int count)
    {
        var (number, total) = (Text(index), Text(count));
        var step = $"shard-{number}";
        var spec = Pinned(id, terms, node, step);
        var headers = new Dictionary<string, string>(spec.Headers, StringComparer.Ordinal)
        {
            [JobHeaders.Shard] = number, [JobHeaders.Shards] = total,
        };
        return new JobDraft(JobId.ForStep(id, step), spec with { Headers = headers });
    }

    private static JobSpec Pinned(WorkflowId id, BroadcastTerms terms, NodeInfo node, string step) => terms.Template with
    {
        Queue = QueueOf(terms, node), Node = node.Id, Workflow = new WorkflowPlace(id, step),
    };

    /// <summary>A node's own name where a step can have it.</summary>
    private static string StepOf(string node, JobId job)
    {
        try
        {
            JobRules.CheckName("step", node);
            return node;
        }
        catch (InvalidJobException)
        {
            return job.ToString();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
