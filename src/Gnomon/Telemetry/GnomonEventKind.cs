namespace Gnomon.Telemetry;

/// <summary>What a listener is told of.</summary>
public enum GnomonEventKind
{
    /// <summary>The process has opened its store and runs.</summary>
    NodeStarted,

    /// <summary>The process has stopped; what ran has ended or was handed back.</summary>
    NodeStopped,

    /// <summary>A stored schedule got the dates that its calendars have now, or this process goes by another version of a
    /// declared set of schedules: its own, or one that somebody else stored or removed.</summary>
    Reloaded,

    /// <summary>A job is stored, by this process or by a tick that it fired.</summary>
    JobEnqueued,

    /// <summary>A handler begins an attempt.</summary>
    JobStarted,

    /// <summary>A handler said how far it is.</summary>
    JobProgressed,

    /// <summary>An attempt succeeded, and the job has ended.</summary>
    JobSucceeded,

    /// <summary>An attempt failed. <see cref="JobRetried"/>, <see cref="JobDead"/>, <see cref="JobCancelled"/> or
    /// <see cref="JobExpired"/> follows and says what becomes of the job.</summary>
    JobFailed,

    /// <summary>A job whose attempt failed runs again after <see cref="GnomonEvent.Wait"/>.</summary>
    JobRetried,

    /// <summary>A handler put its job off for <see cref="GnomonEvent.Wait"/>.</summary>
    JobSnoozed,

    /// <summary>A closing node handed the job back.</summary>
    JobReleased,

    /// <summary>A job was given up.</summary>
    JobDead,

    /// <summary>A job was cancelled, terminated, or skipped because what it waited for ended otherwise;
    /// <see cref="GnomonEvent.Error"/> says why, where that is known.</summary>
    JobCancelled,

    /// <summary>The deadline of a job passed before it was done.</summary>
    JobExpired,

    /// <summary>A tick of a schedule was skipped; <see cref="GnomonEvent.Error"/> says why.</summary>
    TickSkipped,

    /// <summary>The lease of an attempt ran out: its node is gone or cut off. Told by the process whose sweep found it.
    /// The job runs again at once, unless <see cref="JobDead"/>, <see cref="JobCancelled"/> or
    /// <see cref="JobExpired"/> follows.</summary>
    JobLost,

    /// <summary>All jobs of a workflow or a broadcast have ended, and none failed that nothing waited for. Told by the
    /// process that ended the last one.</summary>
    WorkflowSucceeded,

    /// <summary>All jobs of a workflow or a broadcast have ended, and one failed.</summary>
    WorkflowFailed,

    /// <summary>All jobs of a workflow or a broadcast have ended, after somebody cancelled it.</summary>
    WorkflowCancelled,

    /// <summary>A schedule was paused because its runs fail; <see cref="GnomonEvent.Error"/> says why. Told by the process
    /// that ended the last one.</summary>
    SchedulePaused,
}
