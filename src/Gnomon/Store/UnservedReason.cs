namespace Gnomon.Store;

/// <summary>Why no live node can run some waiting jobs.</summary>
internal enum UnservedReason
{
    /// <summary>No live node has the handler.</summary>
    NoHandler,

    /// <summary>Live nodes have the handler, and none of them takes jobs from the queue.</summary>
    NoQueue,

    /// <summary>Live nodes have the handler and take jobs from the queue, and none of them reads the version of the
    /// arguments.</summary>
    NoVersion,
}
