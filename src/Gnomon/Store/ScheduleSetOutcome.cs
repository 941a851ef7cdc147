namespace Gnomon.Store;

/// <summary>What became of a change of a declared set.</summary>
public enum ScheduleSetOutcome : byte
{
    /// <summary>The set is stored in its new version.</summary>
    Stored = 1,

    /// <summary>This version with this content was stored before; nothing changed.</summary>
    Unchanged,

    /// <summary>A newer version is stored, or the set was removed at this version or a newer one; nothing changed.
    /// </summary>
    Older,

    /// <summary>This version is stored with other content; nothing changed.</summary>
    Different,

    /// <summary>Schedules of it are there already, made by hand or in another set; nothing changed.</summary>
    Conflict,

    /// <summary>The set is removed with its schedules.</summary>
    Removed,

    /// <summary>There is no such set to remove; nothing changed.</summary>
    Unknown,
}
