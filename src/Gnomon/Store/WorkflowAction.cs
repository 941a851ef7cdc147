namespace Gnomon.Store;

/// <summary>What to do to a whole workflow.</summary>
public enum WorkflowAction : byte
{
    /// <summary>End all of it: what waits is cancelled in the same step, what runs is told to stop, and nothing new of
    /// it begins.</summary>
    Cancel = 0,

    /// <summary>Give the jobs that ended dead, expired or cancelled, and those that were skipped for them, a new life;
    /// what succeeded stays.</summary>
    Retry = 1,

    /// <summary>Give every job a new life, from the beginning.</summary>
    Restart = 2,

    /// <summary>Tell it that something happened outside.</summary>
    Signal = 3,

    /// <summary>Remove an ended one with its jobs.</summary>
    Delete = 4,
}
