using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A broadcast to publish: what each node runs, and which nodes. Members that are null take their default.
/// </summary>
public sealed record BroadcastDraftDocument
{
    /// <summary>The broadcast's UUID; null lets the server make one. Publishing the same id twice publishes one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>What people call it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>The declared name of the code or executable that each node runs; nodes without it get no copy.</summary>
    public string? Handler { get; init; }

    /// <summary>The arguments, any JSON; an executable takes an array of strings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Args { get; init; }

    /// <summary>Only nodes with this tag; null means any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NodeTag { get; init; }

    /// <summary>Only nodes that take jobs from this queue, where their copies wait; null means any node, each with a
    /// queue that it takes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }

    /// <summary>Nodes that join before this instant get a copy too; null means only those that live now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Until { get; init; }

    /// <summary>The same as a duration from now, such as <c>1h30m</c>; not together with <see cref="Until"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? For { get; init; }

    /// <summary>Whether the copies are parts of one work, each with its number: that of a lost node goes to another.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sharded { get; init; }

    /// <summary>0 to 9, 9 first; null means 5.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Priority { get; init; }

    /// <summary>What happens after a failure; null means one attempt.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetryDocument? Retry { get; init; }

    /// <summary>How long one attempt may take, as a duration; null means no limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Timeout { get; init; }

    /// <summary>The instant after which no copy must start any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What travels with each copy beside its arguments: texts by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The version of the arguments' form, as the handler counts it; null means 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ArgsVersion { get; init; }

    /// <summary>Words to find the copies by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>How long it is kept once all parts have ended, as a duration; null means the store's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retention { get; init; }
}
