using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>The answer to one draft.</summary>
/// <param name="Job">The job that stands for the draft: the new one, or the one that was there. Where the call was
/// refused: the one that holds the key of a rejected draft, which may be another draft of the call; else the draft's own
/// id, which is not stored.</param>
/// <param name="Outcome">What became of the draft.</param>
public readonly record struct EnqueueResult(JobId Job, EnqueueOutcome Outcome);
