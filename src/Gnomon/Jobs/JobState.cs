namespace Gnomon.Jobs;

/// <summary>Where a job is in its life; <c>docs/lifecycle.md</c> draws it. The numbers are stored: never renumber.
/// </summary>
public enum JobState : byte
{
    /// <summary>Waits for its time: a delay, a retry or a snooze.</summary>
    Scheduled = 0,

    /// <summary>May be claimed now.</summary>
    Ready = 1,

    /// <summary>A node holds a claim on it.</summary>
    Running = 2,

    /// <summary>Ended well; its result is kept until the retention ends.</summary>
    Succeeded = 3,

    /// <summary>Ended because somebody asked for it.</summary>
    Cancelled = 4,

    /// <summary>Ended badly: its attempts are spent, or it failed for good.</summary>
    Dead = 5,

    /// <summary>Its deadline passed before it ran to an end.</summary>
    Expired = 6,

    /// <summary>Waits for something else than time: other jobs of its workflow, a signal, a place in its group, or the
    /// end of an earlier run of its schedule.</summary>
    Blocked = 7,
}
