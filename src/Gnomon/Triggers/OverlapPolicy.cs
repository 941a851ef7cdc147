namespace Gnomon.Triggers;

/// <summary>What a tick does while the job of an earlier tick has not ended. The numbers are stored: never renumber.
/// </summary>
public enum OverlapPolicy : byte
{
    /// <summary>The new job runs beside the old one.</summary>
    Allow = 0,

    /// <summary>The tick is recorded as skipped.</summary>
    Skip = 1,

    /// <summary>The new job waits for the end of the earlier ones, one at most; further ticks are skipped.</summary>
    BufferOne = 2,

    /// <summary>The new job waits for the end of the earlier ones, at most <see cref="ScheduleLimits.MaxBuffered"/>;
    /// they run one after another. Further ticks are skipped.</summary>
    BufferAll = 3,

    /// <summary>The earlier jobs are cancelled: what waits at once, what runs when its handler stops. The new job waits
    /// for that.</summary>
    CancelRunning = 4,

    /// <summary>The earlier jobs are ended in the same commit and the new one is ready at once. What their handlers
    /// still do no longer counts.</summary>
    TerminateRunning = 5,
}
