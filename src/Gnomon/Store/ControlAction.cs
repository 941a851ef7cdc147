namespace Gnomon.Store;

/// <summary>What to do to jobs from outside.</summary>
public enum ControlAction : byte
{
    /// <summary>End them. A running one is told to stop and ends when its handler does.</summary>
    Cancel,

    /// <summary>Give ended ones a new life, with all their attempts.</summary>
    Retry,

    /// <summary>Remove ended ones with their history.</summary>
    Delete,

    /// <summary>Make waiting ones ready before their time.</summary>
    RunNow,

    /// <summary>Give those that have not ended another priority. A ready one moves to where it would stand if it had
    /// become ready with that priority.</summary>
    ChangePriority,

    /// <summary>Pin those that wait to another node, or to none. A ready one stands there where it would if it had
    /// been pinned to it from the beginning.</summary>
    Pin,

    /// <summary>End those that wait as expired, with a reason: the node that should have run them is gone.</summary>
    Expire,
}
