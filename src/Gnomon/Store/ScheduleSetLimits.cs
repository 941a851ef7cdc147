namespace Gnomon.Store;

/// <summary>The bounds of declared sets of schedules.</summary>
public static class ScheduleSetLimits
{
    /// <summary>Most schedules of a set.</summary>
    public const int MaxSchedules = 10_000;

    /// <summary>Most sets of a store, removed ones whose version is remembered included.</summary>
    public const int MaxSets = 1000;
}
