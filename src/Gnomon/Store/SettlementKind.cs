namespace Gnomon.Store;

/// <summary>How an attempt ended.</summary>
public enum SettlementKind : byte
{
    /// <summary>The handler returned.</summary>
    Succeeded,

    /// <summary>The handler failed; the job runs again after a wait.</summary>
    Retry,

    /// <summary>The handler failed and the job is given up.</summary>
    Dead,

    /// <summary>Put off without a failure.</summary>
    Snoozed,

    /// <summary>Ended because it was asked to.</summary>
    Cancelled,

    /// <summary>Handed back, to run again at once elsewhere.</summary>
    Released,

    /// <summary>Put off because the node cannot run it, for want of its handler or of what reads its arguments. Counts
    /// neither as a failure nor as a snooze.</summary>
    Parked,
}
