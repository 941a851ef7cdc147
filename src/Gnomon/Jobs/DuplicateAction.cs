namespace Gnomon.Jobs;

/// <summary>What a draft does whose key another job holds.</summary>
public enum DuplicateAction : byte
{
    /// <summary>Nothing is stored; the answer names the job that holds the key.</summary>
    Return,

    /// <summary>Nothing is stored, and with it no other draft of the call.</summary>
    Reject,

    /// <summary>While the job that holds the key waits, it takes the arguments of the draft. When it runs already, the
    /// answer names it and nothing changes.</summary>
    Replace,

    /// <summary>While the job that holds the key waits, it takes the arguments and the due time of the draft, so that a
    /// burst of calls runs once, after the last of them. When it runs already, the answer names it and nothing changes.
    /// </summary>
    Debounce,
}
