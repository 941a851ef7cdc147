namespace Gnomon.Api;

/// <summary>A run of a schedule.</summary>
/// <param name="JobId">Its job.</param>
/// <param name="State">The state it is in, or was in when it ended once it is not kept any more.</param>
/// <param name="At">When it became ready.</param>
/// <param name="FinishedAt">When it ended, or null.</param>
public sealed record ScheduleRunDocument(string JobId, string State, DateTimeOffset At, DateTimeOffset? FinishedAt);
