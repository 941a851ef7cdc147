namespace Gnomon.Store;

/// <summary>Waiting jobs of one kind that no live node can run.</summary>
/// <param name="Load">Which, and how many.</param>
/// <param name="Reason">Why.</param>
internal sealed record UnservedJobs(HandlerLoad Load, UnservedReason Reason)
{
    /// <summary>The reason for people, as a clause.</summary>
    public string Text => Reason switch
    {
        UnservedReason.NoHandler => $"no live node has handler '{Load.Handler}'",
        UnservedReason.NoQueue => $"no live node that has handler '{Load.Handler}' takes jobs from queue '{Load.Queue}'",
        _ => $"no live node that has handler '{Load.Handler}' and takes jobs from queue '{Load.Queue}' reads version "
            + $"{Load.ArgsVersion} of its arguments",
    };

    /// <summary>Finds them from the counts: no job is looked at. Jobs that are counted together, without a handler,
    /// cannot be judged.</summary>
    public static IReadOnlyList<UnservedJobs> Find(IEnumerable<HandlerLoad> load, IReadOnlyList<NodeInfo> nodes) =>
    [
        .. from entry in load
           where entry is { Waiting: > 0, Handler: not null }
           let reason = WhyNot(entry, nodes)
           where reason is not null
           select new UnservedJobs(entry, reason.Value),
    ];

    private static UnservedReason? WhyNot(HandlerLoad load, IReadOnlyList<NodeInfo> nodes)
    {
        var able = nodes.Where(node => node.Handlers.Contains(load.Handler)).ToList();
        if (able.Count == 0) return UnservedReason.NoHandler;
        able.RemoveAll(node => !node.Queues.Contains(load.Queue));
        if (able.Count == 0) return UnservedReason.NoQueue;
        return able.Exists(node => node.Reads(load.Handler!, load.ArgsVersion)) ? null : UnservedReason.NoVersion;
    }
}
