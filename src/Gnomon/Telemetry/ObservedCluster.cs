using Gnomon.Store;

namespace Gnomon.Telemetry;

/// <summary>The wrapper that every engine's cluster is used through. It notes when the nodes of this process were heard.
/// </summary>
internal sealed class ObservedCluster(ICluster cluster, NodePulse pulse) : ICluster
{
    public async ValueTask JoinAsync(NodeInfo node, CancellationToken cancellation)
    {
        await cluster.JoinAsync(node, cancellation).ConfigureAwait(false);
        pulse.Heard(node.Id);
    }

    public async ValueTask<bool> BeatAsync(string node, CancellationToken cancellation)
    {
        var known = await cluster.BeatAsync(node, cancellation).ConfigureAwait(false);
        // One that is not known has to join again, and is heard when it has.
        if (known) pulse.Heard(node);
        return known;
    }

    public ValueTask LeaveAsync(string node, CancellationToken cancellation)
    {
        pulse.Left(node);
        return cluster.LeaveAsync(node, cancellation);
    }

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellation) =>
        cluster.ListAsync(cancellation);

    public ValueTask<bool> LeadAsync(string node, TimeSpan term, CancellationToken cancellation) =>
        cluster.LeadAsync(node, term, cancellation);

    public ValueTask<LeaderTerm?> GetLeaderAsync(CancellationToken cancellation) =>
        cluster.GetLeaderAsync(cancellation);

    public ValueTask ResignAsync(string node, CancellationToken cancellation) =>
        cluster.ResignAsync(node, cancellation);
}
