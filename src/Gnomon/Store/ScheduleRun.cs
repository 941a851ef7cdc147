using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A run of a schedule: one of its jobs.</summary>
/// <param name="Job">The job.</param>
/// <param name="State">The state it is in, or was in when it ended once it is not kept any more.</param>
/// <param name="At">When it became ready.</param>
/// <param name="FinishedAt">When it ended, or null.</param>
public sealed record ScheduleRun(JobId Job, JobState State, DateTimeOffset At, DateTimeOffset? FinishedAt);
