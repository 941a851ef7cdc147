using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What a job's unique key means. Members that are null take their default.</summary>
public sealed record UniqueDocument
{
    /// <summary>Among which jobs the key is unique: <c>queue</c> (default), <c>handler</c> or <c>global</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>How long the job holds the key: <c>untilEnded</c> (default), <c>untilStarted</c> or
    /// <c>untilRemoved</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hold { get; init; }

    /// <summary>The longest time from acceptance that it holds the key, as a duration; null means no such bound.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Period { get; init; }

    /// <summary>What a draft with this rule does when its key is taken: <c>return</c> (default), <c>reject</c>,
    /// <c>replace</c> or <c>debounce</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnDuplicate { get; init; }
}
