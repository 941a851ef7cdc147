namespace Gnomon.Jobs;

/// <summary>How a parent has to end for the job that waits for it to go on. When it ends otherwise, that job is skipped.
/// The numbers are stored: never renumber.</summary>
public enum ParentCondition : byte
{
    /// <summary>Well.</summary>
    Succeeded = 0,

    /// <summary>Dead or expired: for compensation and error callbacks. A parent that was cancelled or skipped has not
    /// failed. Of several parents that a job waits for in this way one has to fail, and all have to end first: so the
    /// error callback of a group runs once, whoever failed.</summary>
    Failed = 1,

    /// <summary>In whatever way: the job goes on all the same.</summary>
    Ended = 2,

    /// <summary>In whatever way, and the job that waits answers for it from then on: a failure counts as waited for. So
    /// waits the end of a group for its members.</summary>
    Gathered = 3,
}
