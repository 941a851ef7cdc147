namespace Gnomon.Conformance.Tests.Faults;

/// <summary>What <see cref="FaultyStore"/> does wrong.</summary>
public enum Fault
{
    /// <summary>Stores every job with the default priority.</summary>
    ForgetsPriority,

    /// <summary>Looks at the queues of a claim in the wrong order.</summary>
    ReversesQueues,

    /// <summary>Says that a stale claim goes on.</summary>
    HoldsStaleClaims,

    /// <summary>Stores no results.</summary>
    LosesResults,

    /// <summary>Handles one thing of each kind in a sweep.</summary>
    SweepsHalf,

    /// <summary>Stores schedules without their jitter.</summary>
    ForgetsJitter,

    /// <summary>Stores schedules without their bound of runs.</summary>
    ForgetsMaxRuns,

    /// <summary>Counts no runs: the ticks that ran are recorded as skipped.</summary>
    CountsNoRuns,
}
