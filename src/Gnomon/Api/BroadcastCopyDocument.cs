using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What one node made of a broadcast.</summary>
/// <param name="Node">The node that it is for; of a lost shard, the one that it went to.</param>
/// <param name="Job">The job that is its copy.</param>
/// <param name="State">The job's state, in lower case.</param>
public sealed record BroadcastCopyDocument(string Node, string Job, string State)
{
    /// <summary>Which shard it is, from 0; null for a copy of the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Shard { get; init; }

    /// <summary>How many times it has been handed out.</summary>
    public int Attempt { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its result.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed or expired.</summary>
    public string? Error { get; init; }

    /// <summary>0 to 1, as its handler last said.</summary>
    public double? Progress { get; init; }
}
