using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The answer to one draft.</summary>
/// <param name="Job">The job that stands for the draft: the new one or the one that was there.</param>
/// <param name="Outcome">Which of the two.</param>
public readonly record struct EnqueueResult(JobId Job, EnqueueOutcome Outcome);
