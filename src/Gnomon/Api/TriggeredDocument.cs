namespace Gnomon.Api;

/// <summary>What became of a run that was asked for.</summary>
/// <param name="Id">The job; null when the run was skipped.</param>
/// <param name="Outcome"><c>created</c>; <c>buffered</c> when the job waits for an earlier one; <c>skipped</c>;
/// <c>replaced</c> when the job that holds the key took the arguments.</param>
/// <param name="Reason">Why it was skipped or buffered, or null.</param>
/// <param name="Warnings">What the caller may not have meant; empty when there is nothing to say.</param>
public sealed record TriggeredDocument(string? Id, string Outcome, string? Reason, IReadOnlyList<string> Warnings)
{
    /// <summary>The outcome when the job waits for an earlier one.</summary>
    public const string Buffered = "buffered";

    /// <summary>The outcome when no job was made.</summary>
    public const string Skipped = "skipped";
}
