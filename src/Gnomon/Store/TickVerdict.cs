namespace Gnomon.Store;

/// <summary>What became, becomes, or never comes of an instant of a schedule.</summary>
internal enum TickVerdict
{
    /// <summary>It made a job.</summary>
    Ran,

    /// <summary>It was skipped.</summary>
    Skipped,

    /// <summary>It made a job that had to wait for an earlier one.</summary>
    Buffered,

    /// <summary>It is due and nobody has decided it yet.</summary>
    Late,

    /// <summary>Its time has not come.</summary>
    Future,

    /// <summary>The schedule was paused then, or is, for one to come.</summary>
    Paused,

    /// <summary>The schedule was changed after it and before it was decided.</summary>
    Edited,

    /// <summary>The schedule was not there.</summary>
    NotStored,

    /// <summary>It is before the start or after the end.</summary>
    OutOfBounds,

    /// <summary>An exclusion leaves it out.</summary>
    Excluded,

    /// <summary>All runs had been done.</summary>
    MaxRuns,

    /// <summary>The rule has no tick there.</summary>
    NoTick,

    /// <summary>It was decided, and how is not kept any more.</summary>
    Forgotten,
}
