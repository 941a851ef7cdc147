namespace Gnomon.Store;

/// <summary>How an attempt went. The numbers are stored: never renumber.</summary>
public enum AttemptOutcome : byte
{
    /// <summary>It is still going on.</summary>
    Running = 0,

    /// <summary>The handler returned.</summary>
    Succeeded = 1,

    /// <summary>The handler failed.</summary>
    Failed = 2,

    /// <summary>It was put off without a failure.</summary>
    Snoozed = 3,

    /// <summary>It was asked to end, and did.</summary>
    Cancelled = 4,

    /// <summary>The node handed it back.</summary>
    Released = 5,

    /// <summary>Its node vanished, or stopped renewing the lease.</summary>
    Lost = 6,

    /// <summary>The node could not run it and put it off.</summary>
    Parked = 7,
}
