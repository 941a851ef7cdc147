using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A job to submit. Members that are null take their default.</summary>
public sealed record JobDraftDocument : SingleJobDocument
{
    /// <summary>The job's UUID; null lets the server make one. Submitting the same id twice makes one job.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>The earliest instant to run at; a past one runs at once.</summary>
    [JsonPropertyOrder(70)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>How long to wait from acceptance, as a duration such as <c>1h30m</c>; not together with
    /// <see cref="RunAt"/>.</summary>
    [JsonPropertyOrder(71)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Delay { get; init; }

    /// <summary>The one node that may run it, by its id; null means any.</summary>
    [JsonPropertyOrder(140)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnNode { get; init; }

    /// <summary>How long the ended job is kept, as a duration; null means the store's default.</summary>
    [JsonPropertyOrder(180)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retention { get; init; }
}
