using Gnomon.Jobs;

namespace Gnomon.Triggers;

/// <summary>The checks that every schedule passes before a store sees it.</summary>
public static class ScheduleRules
{
    /// <summary>Refuses a schedule whose name, job, or own settings break a bound.</summary>
    /// <exception cref="InvalidJobException">Names the first member at fault.</exception>
    public static void Check(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        JobRules.CheckName("id", schedule.Id);
        JobRules.Check(schedule.Job);
        if (schedule.CatchUpWindow < TimeSpan.Zero)
            throw new InvalidJobException("catchUpWindow", "must not be negative");
        if (schedule.Jitter < TimeSpan.Zero) throw new InvalidJobException("jitter", "must not be negative");
        if (schedule.MaxRuns < 1)
            throw new InvalidJobException("maxRuns", $"is {schedule.MaxRuns}; allowed are 1 and more");
        if (schedule.PauseAfterFailures < 1)
            throw new InvalidJobException(
                "pauseAfterFailures", $"is {schedule.PauseAfterFailures}; allowed are 1 and more");
    }
}
