namespace Gnomon.Workers;

/// <summary>Why a running handler was asked to stop.</summary>
public enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Somebody cancelled the job.</summary>
    Cancelled,

    /// <summary>Its time limit is over.</summary>
    TimedOut,

    /// <summary>The node is shutting down; the job will run again elsewhere.</summary>
    ShuttingDown,

    /// <summary>The node lost the claim; whatever the handler still does is refused.</summary>
    LeaseLost,
}
