using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>A step of a workflow to submit. It runs a <see cref="WorkDocument.Handler"/>, or is a
/// <see cref="Group"/> or a nested <see cref="Workflow"/>, or only waits, for a signal or a time.</summary>
public sealed record StepDocument : SingleJobDocument
{
    /// <summary>What it waits for, among the steps beside it: a name, an array of names, or an object that says for each
    /// name how it has to end, <c>succeeded</c>, <c>failed</c> or <c>ended</c>. Null means nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? After { get; init; }

    /// <summary>The signal that it waits for, or an array of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Signal { get; init; }

    /// <summary>How long it waits once all that has come, as a duration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Delay { get; init; }

    /// <summary>The earliest instant at which it begins; not together with <see cref="Delay"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>Whether it is given the results of what it waits for; null means it is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Results { get; init; }

    /// <summary>What becomes of the rest when it fails: <c>skipDependents</c> (default) or <c>cancelRest</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnFailure { get; init; }

    /// <summary>Its members, as one step.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GroupDocument? Group { get; init; }

    /// <summary>A workflow as one step; of its members only <see cref="WorkflowDraftDocument.Steps"/> may be given.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WorkflowDraftDocument? Workflow { get; init; }
}
