namespace Gnomon.Jobs;

/// <summary>The one table of what may happen to a job. Every engine asks it; <c>docs/lifecycle.md</c> draws it and a
/// test compares the two.</summary>
public static class JobLifecycle
{
    private static readonly (JobState? From, JobCause Cause, JobState To)[] Table =
    [
        (null, JobCause.Enqueue, JobState.Scheduled),
        (null, JobCause.Enqueue, JobState.Ready),
        (null, JobCause.Enqueue, JobState.Blocked),
        (JobState.Blocked, JobCause.Unblock, JobState.Scheduled),
        (JobState.Blocked, JobCause.Unblock, JobState.Ready),
        (JobState.Blocked, JobCause.Skip, JobState.Cancelled),
        (JobState.Blocked, JobCause.Cancel, JobState.Cancelled),
        (JobState.Blocked, JobCause.PassDeadline, JobState.Expired),
        (JobState.Blocked, JobCause.LoseNode, JobState.Expired),
        (JobState.Scheduled, JobCause.Due, JobState.Ready),
        (JobState.Scheduled, JobCause.RunNow, JobState.Ready),
        (JobState.Scheduled, JobCause.Debounce, JobState.Scheduled),
        (JobState.Scheduled, JobCause.Debounce, JobState.Ready),
        (JobState.Scheduled, JobCause.Cancel, JobState.Cancelled),
        (JobState.Scheduled, JobCause.PassDeadline, JobState.Expired),
        (JobState.Scheduled, JobCause.LoseNode, JobState.Expired),
        (JobState.Ready, JobCause.Claim, JobState.Running),
        (JobState.Ready, JobCause.Debounce, JobState.Scheduled),
        (JobState.Ready, JobCause.Debounce, JobState.Ready),
        (JobState.Ready, JobCause.Cancel, JobState.Cancelled),
        (JobState.Ready, JobCause.PassDeadline, JobState.Expired),
        (JobState.Ready, JobCause.LoseNode, JobState.Expired),
        (JobState.Running, JobCause.Succeed, JobState.Succeeded),
        (JobState.Running, JobCause.Retry, JobState.Scheduled),
        (JobState.Running, JobCause.Snooze, JobState.Scheduled),
        (JobState.Running, JobCause.GiveUp, JobState.Dead),
        (JobState.Running, JobCause.Release, JobState.Ready),
        (JobState.Running, JobCause.Cancel, JobState.Cancelled),
        (JobState.Running, JobCause.PassDeadline, JobState.Expired),
        (JobState.Running, JobCause.Terminate, JobState.Cancelled),
        (JobState.Running, JobCause.LoseLease, JobState.Ready),
        (JobState.Running, JobCause.LoseLease, JobState.Dead),
        (JobState.Dead, JobCause.Revive, JobState.Ready),
        (JobState.Cancelled, JobCause.Revive, JobState.Ready),
        (JobState.Expired, JobCause.Revive, JobState.Ready),
        (JobState.Succeeded, JobCause.Revive, JobState.Ready),
        (JobState.Dead, JobCause.Revive, JobState.Blocked),
        (JobState.Cancelled, JobCause.Revive, JobState.Blocked),
        (JobState.Expired, JobCause.Revive, JobState.Blocked),
        (JobState.Succeeded, JobCause.Revive, JobState.Blocked),
    ];

    /// <summary>Every transition there is; a null origin means that the job did not exist before.</summary>
    public static IReadOnlyList<(JobState? From, JobCause Cause, JobState To)> Transitions => Table;

    /// <summary>Whether <paramref name="cause"/> may move a job from <paramref name="from"/> to <paramref name="to"/>.
    /// </summary>
    public static bool Allows(JobState? from, JobCause cause, JobState to) => Allowed[Index(from, cause, to)];

    /// <summary>Whether <paramref name="cause"/> can move a job that is in <paramref name="from"/> anywhere at all.
    /// </summary>
    public static bool Allows(JobState from, JobCause cause)
    {
        foreach (var row in Table)
            if (row.From == from && row.Cause == cause)
                return true;
        return false;
    }

    /// <summary>Whether nothing but a revival or the end of its retention can happen to a job in this state.</summary>
    public static bool IsTerminal(this JobState state) => state is >= JobState.Succeeded and <= JobState.Expired;

    /// <summary>The table once more, to answer in one step: engines ask for every job they move.</summary>
    private static readonly bool[] Allowed = Unfold();

    /// <summary>In place of a state: the job did not exist before.</summary>
    private const int Nothing = 8;

    private static int Index(JobState? from, JobCause cause, JobState to) =>
        ((from is null ? Nothing : (int)from) << 8) | ((int)cause << 3) | (int)to;

    private static bool[] Unfold()
    {
        var allowed = new bool[(Nothing + 1) << 8];
        foreach (var (from, cause, to) in Table) allowed[Index(from, cause, to)] = true;
        return allowed;
    }
}
