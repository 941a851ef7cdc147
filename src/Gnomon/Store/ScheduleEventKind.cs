namespace Gnomon.Store;

/// <summary>What was done to a schedule. The numbers are stored: never renumber.</summary>
public enum ScheduleEventKind : byte
{
    /// <summary>It was stored for the first time.</summary>
    Stored = 0,

    /// <summary>Another definition took the place of the one before.</summary>
    Changed = 1,

    /// <summary>Somebody paused it.</summary>
    Paused = 2,

    /// <summary>Somebody resumed it.</summary>
    Resumed = 3,

    /// <summary>It was paused because its runs failed.</summary>
    AutoPaused = 4,

    /// <summary>It was removed.</summary>
    Removed = 5,

    /// <summary>It was stored again after it had been removed.</summary>
    Restored = 6,
}
