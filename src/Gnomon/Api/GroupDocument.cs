using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>The members of a group: one job for each of many arguments, or named steps.</summary>
public sealed record GroupDocument : SingleJobDocument
{
    /// <summary>The arguments of each member, which are called 1, 2, 3 and so on; all run
    /// <see cref="WorkDocument.Handler"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Each { get; init; }

    /// <summary>The members by name, instead of <see cref="Each"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, StepDocument>? Members { get; init; }

    /// <summary>How many jobs of the group may be ready or running at once; null means all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Parallel { get; init; }
}
