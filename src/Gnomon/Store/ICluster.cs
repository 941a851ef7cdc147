namespace Gnomon.Store;

/// <summary>Which nodes are alive, and whose turn it is to do the periodic duties. Leadership removes contention only;
/// promise P2 holds with ten leaders.</summary>
public interface ICluster
{
    /// <summary>Announces a node, or replaces what was known of it.</summary>
    ValueTask JoinAsync(NodeInfo node, CancellationToken cancellation);

    /// <summary>Says that a node lives.</summary>
    /// <returns>False when it is not known any more and has to join again.</returns>
    ValueTask<bool> BeatAsync(string node, CancellationToken cancellation);

    /// <summary>Takes a node off the list. An unknown one is no error.</summary>
    ValueTask LeaveAsync(string node, CancellationToken cancellation);

    /// <summary>The live nodes.</summary>
    ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancellation);

    /// <summary>Acquires or renews leadership for <paramref name="term"/>.</summary>
    /// <returns>Whether the node leads from now until the term is over.</returns>
    ValueTask<bool> LeadAsync(string node, TimeSpan term, CancellationToken cancellation);

    /// <summary>Who leads at present.</summary>
    /// <returns>Null when nobody does: the last term is over or was given up.</returns>
    ValueTask<LeaderTerm?> GetLeaderAsync(CancellationToken cancellation);

    /// <summary>Gives leadership up, if the node has it.</summary>
    ValueTask ResignAsync(string node, CancellationToken cancellation);
}
