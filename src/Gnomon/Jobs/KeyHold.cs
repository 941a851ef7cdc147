namespace Gnomon.Jobs;

/// <summary>How long in its life a job holds its unique key.</summary>
public enum KeyHold : byte
{
    /// <summary>Until it has ended.</summary>
    UntilEnded,

    /// <summary>Until its first attempt starts: the next one may be accepted while this one runs.</summary>
    UntilStarted,

    /// <summary>As long as the store keeps it, ended or not.</summary>
    UntilRemoved,
}
