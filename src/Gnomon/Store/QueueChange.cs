namespace Gnomon.Store;

/// <summary>A change of a queue's settings.</summary>
/// <param name="Queue">The queue; it need not hold a job yet.</param>
/// <param name="Paused">Whether its jobs may be claimed.</param>
public sealed record QueueChange(string Queue, bool Paused);
