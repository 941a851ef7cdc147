using System.Text.Json;

namespace Gnomon.Api;

/// <summary>A workflow at one moment.</summary>
/// <param name="Id">Its UUID.</param>
/// <param name="Name">What people call it, or null.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
public sealed record WorkflowDocument(string Id, string? Name, string State)
{
    /// <summary>When the store accepted it.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last job ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many jobs it has.</summary>
    public int Total { get; init; }

    /// <summary>The share of its jobs that have ended, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>How many of its jobs are in each state.</summary>
    public required IReadOnlyDictionary<string, long> Jobs { get; init; }

    /// <summary>How many jobs of each bounded group may be ready or running at once.</summary>
    public required IReadOnlyDictionary<string, int> Groups { get; init; }

    /// <summary>The signals that have come, with what they carried.</summary>
    public required IReadOnlyDictionary<string, JsonElement?> Signals { get; init; }

    /// <summary>Whether somebody cancelled it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>The schedule that made it.</summary>
    public string? Schedule { get; init; }

    /// <summary>The nominal instant of the tick that made it.</summary>
    public DateTimeOffset? Tick { get; init; }

    /// <summary>Its first steps; null in a list of workflows.</summary>
    public StepListDocument? Steps { get; init; }

    /// <summary>Whether it has ended; then nothing here changes unless somebody revives it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Ended => State != "running";
}
