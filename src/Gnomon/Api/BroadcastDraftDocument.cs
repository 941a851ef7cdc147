using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A broadcast to publish: what each node runs, and which nodes. Nodes without the handler get no copy. Members
/// that are null take their default.</summary>
public sealed record BroadcastDraftDocument : WorkDocument
{
    /// <summary>The broadcast's UUID; null lets the server make one. Publishing the same id twice publishes one.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>What people call it.</summary>
    [JsonPropertyOrder(2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Only nodes with this tag; null means any.</summary>
    [JsonPropertyOrder(30)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NodeTag { get; init; }

    /// <summary>Nodes that join before this instant get a copy too; null means only those that live now.</summary>
    [JsonPropertyOrder(50)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The same as a duration from now, such as <c>1h30m</c>; not together with <see cref="Until"/>.</summary>
    [JsonPropertyOrder(51)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? For { get; init; }

    /// <summary>Whether the copies are parts of one work, each with its number: that of a lost node goes to another.</summary>
    [JsonPropertyOrder(52)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sharded { get; init; }

    /// <summary>How long it is kept once all parts have ended, as a duration; null means the store's default.</summary>
    [JsonPropertyOrder(180)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retention { get; init; }
}
