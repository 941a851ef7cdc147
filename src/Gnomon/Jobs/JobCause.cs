namespace Gnomon.Jobs;

/// <summary>What can move a job from one state to another.</summary>
public enum JobCause
{
    /// <summary>A producer stores the job.</summary>
    Enqueue,

    /// <summary>Its time has come.</summary>
    Due,

    /// <summary>A node takes it.</summary>
    Claim,

    /// <summary>Its handler returned.</summary>
    Succeed,

    /// <summary>Its handler failed and the retry policy allows another attempt.</summary>
    Retry,

    /// <summary>Its handler, or a node that lacks the handler, puts it off without a failure.</summary>
    Snooze,

    /// <summary>Its handler failed and no attempt is left, or it failed for good.</summary>
    GiveUp,

    /// <summary>The node hands it back unrun or unfinished.</summary>
    Release,

    /// <summary>The lease of its claim ran out: the node is gone.</summary>
    LoseLease,

    /// <summary>Somebody asks for its end.</summary>
    Cancel,

    /// <summary>Its deadline passes.</summary>
    PassDeadline,

    /// <summary>Somebody asks for another life of an ended job.</summary>
    Revive,

    /// <summary>Somebody asks for it to run before its time.</summary>
    RunNow,

    /// <summary>Another draft with its key puts it off before it has started.</summary>
    Debounce,

    /// <summary>Everything that it waited for has come.</summary>
    Unblock,

    /// <summary>What it waited for can no longer come.</summary>
    Skip,

    /// <summary>Somebody ends it without waiting for its handler.</summary>
    Terminate,

    /// <summary>The one node that may run it is gone.</summary>
    LoseNode,
}
