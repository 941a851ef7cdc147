namespace Gnomon.Store;

/// <summary>One opened engine: its four contracts.</summary>
/// <param name="Store">The truth.</param>
/// <param name="Query">Reads of it.</param>
/// <param name="Wake">Hints.</param>
/// <param name="Cluster">Nodes and leadership.</param>
public sealed record StoreParts(IJobStore Store, IJobQuery Query, IWakeSignal Wake, ICluster Cluster);
