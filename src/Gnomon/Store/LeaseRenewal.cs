using Gnomon.Jobs;

namespace Gnomon.Store;

/// <summary>Keeps one claim alive, and carries what its handler reported meanwhile.</summary>
/// <param name="Token">The claim.</param>
/// <param name="Lease">How long it is the node's from now.</param>
public sealed record LeaseRenewal(AttemptToken Token, TimeSpan Lease)
{
    /// <summary>Progress from 0 to 1; null means unchanged.</summary>
    public double? Progress { get; init; }

    /// <summary>What the handler says it is at; null means unchanged. Stores cut it to
    /// <see cref="JobLimits.MaxProgressTextLength"/>.</summary>
    public string? ProgressText { get; init; }

    /// <summary>New log lines, oldest first.</summary>
    public IReadOnlyList<string> LogLines { get; init; } = [];
}
