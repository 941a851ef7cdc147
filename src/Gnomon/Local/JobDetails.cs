using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>What a job has only once it has been handed out or has ended.</summary>
internal sealed class JobDetails
{
    /// <summary>The node of the latest attempt; null before the first.</summary>
    public string? Node;

    /// <summary>UTC ticks of the latest attempt's start and end, and of the job's end; 0 means not yet.</summary>
    public long StartedAt, AttemptEndedAt, FinishedAt;

    /// <summary>How the latest attempt went.</summary>
    public AttemptOutcome Outcome;

    /// <summary>Why the latest attempt failed or was put off.</summary>
    public string? AttemptError;

    /// <summary>Why the job is as it is: the last error.</summary>
    public string? Error;

    public byte[]? Result;

    /// <summary>How often the handler put it off since the job began its present life.</summary>
    public int Snoozes;

    /// <summary>0 to 1; not a number when the handler never said.</summary>
    public double Progress = double.NaN;

    /// <summary>Attempts before the latest, oldest first.</summary>
    public List<Attempt>? Past;

    public LogTail? Log;

    /// <summary>What the handler last said it was at, or null.</summary>
    public string? ProgressText => Log?.ProgressText;
}
