namespace Gnomon.Jobs;

/// <summary>The fencing token of one hand-out of a job. Every write about the attempt carries it and the store refuses
/// any but the newest (promise P3).</summary>
/// <param name="Job">The job.</param>
/// <param name="Attempt">Counts hand-outs of this job, from 1.</param>
public readonly record struct AttemptToken(JobId Job, int Attempt);
