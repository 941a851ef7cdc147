namespace Gnomon.Store;

/// <summary>Why a job is not running.</summary>
public enum WaitReason : byte
{
    /// <summary>It may go: nothing but the jobs ahead of it, or a free slot, is between it and a worker.</summary>
    Ready = 0,

    /// <summary>It is running.</summary>
    Running = 1,

    /// <summary>It has ended.</summary>
    Ended = 2,

    /// <summary>Its time has not come.</summary>
    NotDue = 3,

    /// <summary>It failed and waits to be tried again.</summary>
    RetryWait = 4,

    /// <summary>It was put off: by its handler, or because the worker that got it has no such handler.</summary>
    Snoozed = 5,

    /// <summary>Its queue is paused.</summary>
    QueuePaused = 6,

    /// <summary>As many jobs of its queue run as may run at once.</summary>
    Concurrency = 7,

    /// <summary>As many jobs with its limit key run as may run at once.</summary>
    KeyConcurrency = 8,

    /// <summary>The rate of its queue is used up for now.</summary>
    Rate = 9,

    /// <summary>The rate of its limit key is used up for now.</summary>
    KeyRate = 10,

    /// <summary>An earlier job with its limit key has not ended.</summary>
    StrictOrder = 11,

    /// <summary>No live node takes jobs from its queue.</summary>
    NoNode = 12,

    /// <summary>No live node that takes jobs from its queue has its handler.</summary>
    NoHandler = 13,

    /// <summary>Jobs of its workflow that it waits for have not ended.</summary>
    Parents = 14,

    /// <summary>A signal that it waits for has not come.</summary>
    Signal = 15,

    /// <summary>As many members of its group run as may run at once.</summary>
    GroupPlace = 16,

    /// <summary>An earlier run of its schedule has not ended.</summary>
    EarlierRun = 17,
}
