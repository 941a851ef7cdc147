using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>A job as the store knows it at one moment.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Spec">What was asked for.</param>
/// <param name="State">Where it is in its life.</param>
public sealed record Job(JobId Id, JobSpec Spec, JobState State)
{
    /// <summary>How many times it has been handed out.</summary>
    public int Attempt { get; init; }

    /// <summary>When the store accepted it.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is or was due.</summary>
    public DateTimeOffset RunAt { get; init; }

    /// <summary>When the last attempt began, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its result as UTF-8 JSON; empty when it has none.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>The last error, or null.</summary>
    public string? Error { get; init; }

    /// <summary>0 to 1, as its handler last said; null when it never did.</summary>
    public double? Progress { get; init; }

    /// <summary>What its handler last said it was at, beside the progress, or null.</summary>
    public string? ProgressText { get; init; }

    /// <summary>The node that runs or last ran it, or null.</summary>
    public string? Node { get; init; }

    /// <summary>Whether somebody asked a running job to stop.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Whether it was ended without running for the end of another step of its workflow.</summary>
    public bool Skipped { get; init; }

    /// <summary>Its history, oldest first; the newest <see cref="JobLimits.MaxAttemptHistory"/> entries.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];
}
