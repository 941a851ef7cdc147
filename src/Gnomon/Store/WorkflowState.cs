namespace Gnomon.Store;

/// <summary>How a workflow stands. The numbers are stored: never renumber.</summary>
public enum WorkflowState : byte
{
    /// <summary>A job of it has not ended.</summary>
    Running = 0,

    /// <summary>All have ended, and each that ended dead or expired has a step that waited for just that.</summary>
    Succeeded = 1,

    /// <summary>All have ended, and one that ended dead or expired has no step that waited for it.</summary>
    Failed = 2,

    /// <summary>All have ended, after somebody cancelled it.</summary>
    Cancelled = 3,
}
