namespace Gnomon.Store;

/// <summary>What a wake signal is about.</summary>
public enum WakeTopic : byte
{
    /// <summary>Jobs are ready, or will be.</summary>
    Jobs,

    /// <summary>Schedules changed.</summary>
    Schedules,

    /// <summary>Jobs ended.</summary>
    Ended,

    /// <summary>Running jobs are to be cancelled.</summary>
    Cancel,
}
