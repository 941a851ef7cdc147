namespace Gnomon.Store;

/// <summary>A change of a queue's settings. What is null stays as it is.</summary>
/// <param name="Queue">The queue; it need not hold a job yet.</param>
/// <param name="Paused">Whether its jobs may not be claimed.</param>
/// <param name="Limits">All its limits from now on; <see cref="QueueLimits.None"/> takes them away.</param>
public sealed record QueueChange(string Queue, bool? Paused = null, QueueLimits? Limits = null);
