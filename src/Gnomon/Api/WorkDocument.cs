using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What is to run and how: what a job, a step and a broadcast have in common. Members that are null take their
/// default.</summary>
/// <remarks>The orders keep the members where readers of the documents expect them; documents put their own in between.
/// </remarks>
public abstract record WorkDocument
{
    /// <summary>The declared name of the code or executable to run.</summary>
    [JsonPropertyOrder(10)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Handler { get; init; }

    /// <summary>The arguments, any JSON; an executable takes an array of strings.</summary>
    [JsonPropertyOrder(20)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Args { get; init; }

    /// <summary>The queue it waits in; null means <c>default</c>. That of a broadcast chooses the nodes: only those that take
    /// jobs from it; null means any node, each with a queue that it takes.</summary>
    [JsonPropertyOrder(40)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Queue { get; init; }

    /// <summary>0 to 9, 9 first; null means 5.</summary>
    [JsonPropertyOrder(60)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Priority { get; init; }

    /// <summary>What happens after a failure; null means one attempt.</summary>
    [JsonPropertyOrder(80)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetryDocument? Retry { get; init; }

    /// <summary>How long one attempt may take, as a duration; null means no limit.</summary>
    [JsonPropertyOrder(90)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Timeout { get; init; }

    /// <summary>The instant after which it must not start any more.</summary>
    [JsonPropertyOrder(100)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What travels with it beside its arguments: texts by name.</summary>
    [JsonPropertyOrder(150)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The version of the arguments' form, as the handler counts it; null means 0.</summary>
    [JsonPropertyOrder(160)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ArgsVersion { get; init; }

    /// <summary>Words to find it by.</summary>
    [JsonPropertyOrder(170)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }
}
