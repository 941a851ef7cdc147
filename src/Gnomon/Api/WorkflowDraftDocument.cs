using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A workflow to submit: the same document as a workflow file.</summary>
public sealed record WorkflowDraftDocument
{
    /// <summary>The workflow's UUID; null lets the server make one. Submitting the same id twice makes one workflow.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>What people call it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>How long the ended workflow is kept with its jobs, as a duration; null means the store's default.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Retention { get; init; }

    /// <summary>The steps by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, StepDocument>? Steps { get; init; }
}
