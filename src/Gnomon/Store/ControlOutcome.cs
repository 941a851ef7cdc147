namespace Gnomon.Store;

/// <summary>What became of one job that was asked to change.</summary>
public enum ControlOutcome : byte
{
    /// <summary>The change is made.</summary>
    Done,

    /// <summary>The job is running; its handler has been asked to stop.</summary>
    Requested,

    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>The job's state does not allow it.</summary>
    NotAllowed,
}
