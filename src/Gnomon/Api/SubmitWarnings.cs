using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Says what the producer of an accepted job may not have meant.</summary>
/// <param name="nodes">The live nodes.</param>
/// <param name="now">The moment of acceptance.</param>
internal sealed class SubmitWarnings(IReadOnlyList<NodeInfo> nodes, DateTimeOffset now)
{
    /// <summary>A time that is at most this long ago meant "now", on a clock that differs a little.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(string Handler, string Queue, string? Node), string?> _placement = [];

    public IReadOnlyList<string> Of(JobDraft draft)
    {
        List<string>? warnings = null;
        if (draft.RunAt < now - Grace)
            (warnings ??= []).Add(
                $"runAt {InstantText.Format(draft.RunAt.Value)} is in the past; the job runs at once");
        if (draft.Spec.Deadline < now)
            (warnings ??= []).Add(
                $"deadline {InstantText.Format(draft.Spec.Deadline.Value)} is in the past; the job expires unrun");
        if (Placement(draft.Spec) is { } placement) (warnings ??= []).Add(placement);
        return warnings ?? [];
    }

    private string? Placement(JobSpec spec)
    {
        var key = (spec.Handler, spec.Queue, spec.Node);
        if (!_placement.TryGetValue(key, out var warning)) _placement[key] = warning = Look(spec);
        return warning;
    }

    private string? Look(JobSpec spec)
    {
        if (spec.Node is { } pinned) return LookAt(spec, pinned);
        var able = nodes.Where(n => n.Handlers.Contains(spec.Handler)).ToList();
        if (able.Count == 0)
            return $"no live node has a handler named '{spec.Handler}'; the job waits until one does";
        return able.Exists(n => n.Queues.Contains(spec.Queue))
            ? null
            : $"no live node with the handler '{spec.Handler}' takes jobs from the queue '{spec.Queue}'; "
                + "the job waits until one does";
    }

    private string? LookAt(JobSpec spec, string pinned)
    {
        var node = nodes.FirstOrDefault(n => n.Id == pinned);
        if (node is null) return $"node '{pinned}' is not live; the job waits until it is, or until it is pinned elsewhere";
        if (!node.Handlers.Contains(spec.Handler))
            return $"node '{pinned}' has no handler named '{spec.Handler}'; the job waits until it has";
        return node.Queues.Contains(spec.Queue)
            ? null
            : $"node '{pinned}' takes no jobs from the queue '{spec.Queue}'; the job waits until it does";
    }
}
