using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A node that gets a copy of a broadcast.</summary>
/// <param name="Node">The node.</param>
/// <param name="Job">The job that is its copy.</param>
/// <param name="Queue">Where it waits.</param>
public sealed record BroadcastTargetDocument(string Node, string Job, string Queue)
{
    /// <summary>Which shard it is, from 0; null for a copy of the whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Shard { get; init; }
}
