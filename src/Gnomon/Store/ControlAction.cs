namespace Gnomon.Store;

/// <summary>What to do to jobs from outside.</summary>
public enum ControlAction : byte
{
    /// <summary>End them. A running one is told to stop and ends when its handler does.</summary>
    Cancel,

    /// <summary>Give ended ones a new life, with all their attempts. Of a workflow's job, those that were skipped for it
    /// revive too.</summary>
    Retry,

    /// <summary>Remove ended ones with their history. A workflow's jobs are removed together with it, and not one by one.
    /// </summary>
    Delete,

    /// <summary>Make waiting ones ready before their time.</summary>
    RunNow,

    /// <summary>Give those that have not ended another priority. A ready one moves to where it would stand if it had
    /// become ready with that priority.</summary>
    ChangePriority,

    /// <summary>End running ones at once, without waiting for their handlers: their attempts are stale, and their workers
    /// are told. Those that wait are cancelled.</summary>
    Terminate,
}
