namespace Gnomon.Jobs;

/// <summary>What a draft does whose key another job holds.</summary>
public enum DuplicateAction : byte
{
    /// <summary>Nothing is stored; the answer names the job that holds the key.</summary>
    Return,

    /// <summary>Nothing is stored, and with it no other draft of the call.</summary>
    Reject,

    /// <summary>While the job that holds the key has never been handed out, it takes the arguments of the draft, with
    /// their version and headers. After that the answer names it and nothing changes, also while it waits for a retry.
    /// </summary>
    Replace,

    /// <summary>As <see cref="Replace"/>, and it takes the due time of the draft too, so that a burst of calls runs
    /// once, after the last of them.</summary>
    Debounce,
}
