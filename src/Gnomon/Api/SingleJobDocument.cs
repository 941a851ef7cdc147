using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What one job may say about itself, alone or in a workflow.</summary>
public abstract record SingleJobDocument : WorkDocument
{
    /// <summary>The unique key. Without <see cref="Unique"/>, while a job with this key has not ended, its queue takes no other
    /// with the same key; a workflow with such a job is refused whole.</summary>
    [JsonPropertyOrder(110)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>What the key means; null means the default. Not without a key.</summary>
    [JsonPropertyOrder(120)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UniqueDocument? Unique { get; init; }

    /// <summary>By what the limits of the queue count the job, such as a tenant.</summary>
    [JsonPropertyOrder(130)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LimitKey { get; init; }
}
