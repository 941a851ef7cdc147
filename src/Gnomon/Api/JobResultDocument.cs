using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gnomon.Api;

/// <summary>What came out of a job, or where it is while nothing has.</summary>
/// <param name="Id">The job.</param>
/// <param name="State">Its state in lower case.</param>
/// <param name="Result">Its result; null unless it succeeded with one.</param>
/// <param name="Error">Its last error.</param>
/// <param name="Attempt">How many times it has been handed out.</param>
public sealed record JobResultDocument(string Id, string State, JsonElement? Result, string? Error, int Attempt)
{
    /// <summary>Whether the job has ended; then nothing here changes unless somebody revives it.</summary>
    [JsonIgnore]
    public bool Ended => State is "succeeded" or "cancelled" or "dead" or "expired";
}
