namespace Gnomon.Jobs;

/// <summary>How long in its life a job holds its unique key.</summary>
public enum KeyHold : byte
{
    /// <summary>Until it has ended.</summary>
    UntilEnded,

    /// <summary>Until it is handed out for the first time, or ends before that: the next one may be accepted while this
    /// one runs. It does not take the key again when it waits for a retry.</summary>
    UntilStarted,

    /// <summary>As long as the store keeps it, ended or not.</summary>
    UntilRemoved,
}
