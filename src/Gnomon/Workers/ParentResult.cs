using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>How a job ended that another one waited for.</summary>
/// <param name="Id">The job.</param>
/// <param name="Step">Its name in the workflow.</param>
/// <param name="State">The state it ended in.</param>
public sealed record ParentResult(JobId Id, string Step, JobState State)
{
    /// <summary>Its result as UTF-8 JSON, decrypted; empty when it has none.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>The last error, or why it was skipped, or null.</summary>
    public string? Error { get; init; }
}
