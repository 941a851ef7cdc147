using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>What became of one draft.</summary>
public enum EnqueueOutcome : byte
{
    /// <summary>A new job is stored.</summary>
    Created,

    /// <summary>A job with this id was there already; nothing changed.</summary>
    SameId,

    /// <summary>Another job holds the key; nothing changed.</summary>
    SameKey,

    /// <summary>The job that holds the key has not started yet, and took the arguments of the draft; with
    /// <see cref="DuplicateAction.Debounce"/> the due time too.</summary>
    Replaced,

    /// <summary>Another job holds the key and the draft asked to be refused then: nothing of the call is stored.
    /// </summary>
    Rejected,

    /// <summary>The attempt that enqueued it is its job's newest no more: nothing of the call is stored.</summary>
    StaleAttempt,

    /// <summary>It would have been stored, but another draft of the call was refused.</summary>
    Withheld,

    /// <summary>Its tick was skipped or left undecided, so nothing of it is stored.</summary>
    Skipped,
}
