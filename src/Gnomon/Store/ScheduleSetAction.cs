namespace Gnomon.Store;

/// <summary>What is done with a declared set.</summary>
public enum ScheduleSetAction : byte
{
    /// <summary>The puts are the whole set in this version.</summary>
    Replace = 1,

    /// <summary>Its schedules are removed. Its version stays known: whoever declares the same or an older one later does
    /// not bring them back.</summary>
    Remove,

    /// <summary>Its schedules are removed, and nothing of it is remembered.</summary>
    Forget,
}
