using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A broadcast at one moment.</summary>
public sealed record BroadcastDocument
{
    /// <summary>Its UUID.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary><c>running</c> until every part has ended and nobody can join any more; then <c>succeeded</c>,
    /// <c>failed</c> when a part ended dead or expired, or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    /// <summary>What each node runs.</summary>
    public required string Handler { get; init; }

    /// <summary>The arguments of each copy.</summary>
    public JsonElement? Args { get; init; }

    /// <summary>Only nodes with this tag.</summary>
    public string? NodeTag { get; init; }

    /// <summary>Only nodes that take jobs from this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>Until when nodes may join.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the copies are parts of one work.</summary>
    public bool Sharded { get; init; }

    /// <summary>When the store accepted it.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last part ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many copies are in each state, all states named.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>The schedule that made it.</summary>
    public string? Schedule { get; init; }

    /// <summary>What each node made of it, by node; null in a list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BroadcastCopyDocument>? Copies { get; init; }

    /// <summary>Whether every part has ended and nobody can join any more.</summary>
    [JsonIgnore]
    public bool Ended => State != "running";

    /// <summary>How many parts have ended otherwise than in success.</summary>
    [JsonIgnore]
    public long Failures => Counts.Where(count => count.Key is "dead" or "expired" or "cancelled").Sum(count => count.Value);
}
